#pragma once

#include "app/demo/DemoShopServer.h"

#include <functional>
#include <string>

namespace syncline {

/**
 * `syncline demo-server`: serves the sample shop until SIGTERM or SIGINT. @p print gets {"url":…}
 * once it is ready. Blocks the calling thread; call it before other threads are started (it blocks
 * the two signals for them). The Error says why it could not start.
 */
Result<void> runDemoServer(const DemoServerOptions &options,
                           const std::function<void(std::string)> &print);

} // namespace syncline
