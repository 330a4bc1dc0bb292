// How the server ends.

#include <signal.h>

#include <deque>

#include "tests/net/running.h"

namespace shiptally::net {
namespace {

/// Hands each Respond to the test.
struct Held {
  std::promise<Respond> respond;
  Route route() {
    return {"GET", "/held", Access::open,
            [this](HttpRequest, Respond answer) { respond.set_value(std::move(answer)); }};
  }
};

std::future<std::size_t> drain(Running& running, Millis deadline) {
  auto done = std::make_shared<std::promise<std::size_t>>();
  auto future = done->get_future();
  running.io().post([&running, deadline, done] {
    running.server().stop_accepting();
    running.server().drain(deadline, [done](std::size_t cut) { done->set_value(cut); });
  });
  return future;
}

TEST(Drain, LetsAPendingRequestFinishAndClosesIdleConnections) {
  Held held;
  Running running(test_options(), {held.route(), echo("POST", "/echo")});
  Client idle(running.port());
  EXPECT_EQ(idle.ask(post("/echo", "x")).status, 200);
  Client busy(running.port());
  busy.send(get("/held"));
  const Respond respond = held.respond.get_future().get();
  auto cut = drain(running, Millis(60'000));
  EXPECT_TRUE(idle.closed());
  EXPECT_FALSE(Client().connect(running.port())) << "nobody listens any more";
  respond({.body = "done"});
  const Answer answer = busy.read();
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_EQ(cut.get(), 0U);
}

TEST(Drain, CutsWhatIsLeftAtTheDeadline) {
  Held held;
  Running running(test_options(), {held.route()});
  Client busy(running.port());
  busy.send(get("/held"));
  const Respond respond = held.respond.get_future().get();
  EXPECT_EQ(drain(running, Millis(20)).get(), 1U);
  EXPECT_TRUE(busy.closed());
  respond({});  // too late; nobody is hurt
}

TEST(Drain, AsksHandlersToGiveUpBeforeItCuts) {
  std::promise<std::stop_token> gone;
  std::promise<Respond> respond;
  Running running(test_options(), {{"GET", "/held", Access::open, [&](HttpRequest request, Respond answer) {
                                      gone.set_value(request.gone);
                                      respond.set_value(std::move(answer));
                                    }}});
  Client busy(running.port());
  busy.send(get("/held"));
  auto answer = respond.get_future().get();
  auto token = gone.get_future().get();
  auto cut = drain(running, Millis(2'000));
  EXPECT_FALSE(token.stop_requested()) << "there is time yet";
  std::promise<void> asked;
  const std::stop_callback callback(token, [&] { asked.set_value(); });
  asked.get_future().wait();
  answer({.status = 503, .body = "given up"});
  EXPECT_EQ(busy.read().body, "given up");
  EXPECT_EQ(cut.get(), 0U);
}

TEST(Drain, WaitsForNoSlowReaderOrWriterBeyondTheDeadline) {
  const std::string text(12U << 20, 'x');  // more than the sockets' own buffers take
  Running running(test_options(),
                  {echo("POST", "/echo"), {"GET", "/long", Access::open, [&](HttpRequest, Respond respond) {
                                             respond({.body = text});
                                           }}});
  std::deque<Client> readers;
  std::deque<Client> writers;
  for (int i = 0; i < 8; ++i) {
    readers.emplace_back(running.port()).send(get("/long"));
    EXPECT_EQ(readers.back().read(false).status, 200);
  }
  for (int i = 0; i < 60; ++i)
    writers.emplace_back(running.port()).send(post("/echo", std::string(100, 'x')).substr(0, 90));
  EXPECT_GE(drain(running, Millis(100)).get(), 8U) << "of readers; writers give up earlier";
  for (Client& writer : writers) EXPECT_TRUE(writer.closed());
}

TEST(Drain, WithoutConnectionsIsDoneAtOnce) {
  Running running(test_options(), {});
  EXPECT_EQ(drain(running, Millis(60'000)).get(), 0U);
}

TEST(Drain, AnswerMayComeWhenTheServerIsGone) {
  Held held[2];
  Respond kept[2];
  for (int i = 0; i < 2; ++i) {
    Running running(test_options(), {held[i].route()});
    Client busy(running.port());
    busy.send(get("/held"));
    kept[i] = held[i].respond.get_future().get();
    running.stop();
  }
  kept[0]({});        // called too late
  kept[1] = nullptr;  // never called
}

TEST(Io, RunsPostsTimersAndSignals) {
  Io io;
  std::string order;
  io.on_signal({SIGUSR1}, [&](int signal) {
    order += signal == SIGUSR1 ? "signal " : "other ";
    if (order != "post timer signal ") return io.stop();
    ::raise(SIGUSR1);  // twice: it keeps listening
  });
  io.after(Millis(1), [&] {
    order += "timer ";
    ::raise(SIGUSR1);
  });
  io.post([&] { order += "post "; });
  io.run();
  EXPECT_EQ(order, "post timer signal signal ");
}

}  // namespace
}  // namespace shiptally::net
