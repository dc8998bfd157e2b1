#include "app/demo/DemoServerRun.h"

#include <cstdio>

using namespace syncline;

/** The smallest program around runDemoServer(), on a free port. */
int main()
{
    DemoServerOptions options;
    options.port = 0;
    const Result<void> run = runDemoServer(options, [](const std::string &line) {
        std::puts(line.c_str());
        std::fflush(stdout);
    });
    return run ? 0 : 1;
}
