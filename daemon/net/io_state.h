#pragma once
// What Io hides from the rest of the daemon.  Included in daemon/net only.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <deque>

#include "daemon/net/io.h"

namespace shiptally::net {

namespace asio = boost::asio;

struct Io::State {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::deque<asio::signal_set> signals;  ///< a deque: the sets wait, and must not move
};

}  // namespace shiptally::net
