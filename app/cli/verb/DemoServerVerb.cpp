#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "app/demo/DemoShopServer.h"
#include "core/base/Clock.h"

namespace syncline::cli {

namespace {

Result<DemoServerOptions> readOptions(const Arguments &args)
{
    DemoServerOptions options;
    SYNCLINE_TRY(const auto port, args.number("port", 0, 65'535));
    SYNCLINE_TRY(const auto seed, args.number("seed", 0, 1'000'000'000));
    SYNCLINE_TRY(const auto products, args.number("products", 0, 10'000'000));
    SYNCLINE_TRY(const auto customers, args.number("customers", 0, 10'000'000));
    SYNCLINE_TRY(const auto orders, args.number("orders", 0, 10'000'000));
    SYNCLINE_TRY(const auto latency, args.number("latency", 0, 60'000));
    SYNCLINE_TRY(const auto rate, args.number("rate", 0, 1'000'000));
    options.port = static_cast<std::uint16_t>(port.value_or(options.port));
    options.size.seed = static_cast<std::uint64_t>(seed.value_or(1));
    options.size.products = products.value_or(options.size.products);
    options.size.customers = customers.value_or(options.size.customers);
    options.size.orders = orders.value_or(options.size.orders);
    options.latency = std::chrono::milliseconds(latency.value_or(0));
    if (rate)
        options.callsPerSecond = static_cast<double>(*rate);
    return options;
}

Task<void> untilStopped(VerbContext &context)
{
    std::optional<std::stop_callback<std::function<void()>>> onStop;
    auto begin = [&context, &onStop](const Resolve<bool> &resolve) {
        onStop.emplace(context.stop, [resolve] { resolve(true); });
    };
    const bool isStopped = co_await callbackTo<bool>(context.executor, begin);
    static_cast<void>(isStopped);
}

Task<ExitCode> runDemoServer(VerbContext &context)
{
    const Result<DemoServerOptions> options = readOptions(context.args);
    if (!options)
        co_return context.usage(options.error());
    const SystemClock clock;
    const Result<std::unique_ptr<DemoShopServer>> server =
        DemoShopServer::start(options.value(), clock);
    if (!server)
        co_return context.fail(server.error());
    context.printJson(
        ValueObject{{"url", server.value()->url()}, {"port", server.value()->port()}});
    const bool isRead = co_await context.out.drained();
    static_cast<void>(isRead); // it serves all the same
    co_await untilStopped(context);
    co_return ExitCode::Done;
}

} // namespace

VerbSpec demoServerVerb()
{
    return {
        .name = "demo-server",
        .summary = "serve the sample shop's remote side on loopback",
        .description =
            "Prints {\"url\":…,\"port\":…} once it is ready, and serves until Ctrl-C or SIGTERM. "
            "The "
            "sample shop's project (syncline new DIR --template shop) looks for it on port 4780.",
        .options = {{"port", "N", "Where; 0: a free port; default: 4780"},
                    {"seed", "N", "Other numbers, other data; default: 1"},
                    {"products", "N", "How many products"},
                    {"customers", "N", "How many customers"},
                    {"orders", "N", "How many orders"},
                    {"latency", "MS", "Milliseconds added to every answer"},
                    {"rate", "N", "Calls a second before it answers 429; 0: no limit"}},
        .examples = {{"demo-server", "The usual shop"},
                     {"demo-server --port 0 --products 200000 --rate 0", "A large one, somewhere"}},
        .needs = VerbSpec::Needs::Nothing,
        .run = runDemoServer};
}

} // namespace syncline::cli
