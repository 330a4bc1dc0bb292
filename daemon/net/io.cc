#include "daemon/net/io.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/net/io_state.h"

namespace shiptally::net {
namespace {

void await_signal(asio::signal_set& signals, std::shared_ptr<const std::function<void(int)>> run) {
  signals.async_wait([&signals, run](const boost::system::error_code& error, int signal) {
    if (error) return;
    (*run)(signal);
    await_signal(signals, run);
  });
}

}  // namespace

Io::Io() : state_(std::make_unique<State>()) {}
Io::~Io() { state_->gate->close(); }

void Io::run() { state_->context.run(); }

void Io::stop() { state_->context.stop(); }

void Io::post(std::function<void()> run) { asio::post(state_->context, std::move(run)); }

void Io::after(Millis delay, std::function<void()> run) {
  auto timer = std::make_shared<asio::steady_timer>(state_->context, delay);
  timer->async_wait([timer, run = std::move(run)](const boost::system::error_code& error) {
    if (!error) run();
  });
}

void Io::on_signal(const std::vector<int>& signals, std::function<void(int signal)> run) {
  asio::signal_set& set = state_->signals.emplace_back(state_->context);
  for (const int signal : signals) set.add(signal);
  await_signal(set, std::make_shared<const std::function<void(int)>>(std::move(run)));
}

}  // namespace shiptally::net
