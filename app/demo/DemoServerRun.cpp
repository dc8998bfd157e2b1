#include "app/demo/DemoServerRun.h"

#include "core/base/Json.h"

#include <csignal>

namespace syncline {

Result<void> runDemoServer(const DemoServerOptions &options,
                           const std::function<void(std::string)> &print)
{
    // Blocked here and so in the server's thread, the signals wait for sigwait().
    sigset_t signals;
    sigset_t before;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, &before);

    const SystemClock clock;
    auto started = DemoShopServer::start(options, clock);
    if (started) {
        print(json::write(ValueObject{{"url", started.value()->url()}}));
        int received = 0;
        sigwait(&signals, &received);
        started.value()->stop();
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!started)
        return started.error();
    return {};
}

} // namespace syncline
