#pragma once

#include "app/demo/DemoShop.h"
#include "app/demo/LeakyBucket.h"
#include "core/server/FaultScript.h"
#include "core/server/HttpServer.h"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace syncline {

struct DemoServerOptions
{
    /** Where the shop template's connection looks for it. */
    static constexpr std::uint16_t usualPort = 4'780;

    std::uint16_t port = usualPort; ///< 0: a free one.
    DemoSize size;
    std::chrono::milliseconds latency{0}; ///< Added to every answer.
    double callsPerSecond = 20;           ///< What leaks from the bucket of 40 calls; 0: no limit.
    std::string token;                    ///< Bearer token that every call needs; empty: none.
};

/**
 * The sample shop's remote side: a small JSON API on loopback. README.md lists the calls.
 * Thread-safe.
 */
class DemoShopServer
{
public:
    /** @p clock must outlive it. */
    static Result<std::unique_ptr<DemoShopServer>> start(DemoServerOptions options,
                                                         const Clock &clock);
    ~DemoShopServer();

    void stop();
    [[nodiscard]] std::uint16_t port() const { return m_server->port(); }
    [[nodiscard]] std::string url() const { return m_server->url(); }
    /** Calls @p function with the shop while nobody else uses it. */
    void withShop(const std::function<void(DemoShop &)> &function);

private:
    DemoShopServer(DemoServerOptions options, const Clock &clock);
    struct Call;

    void handle(const ServerRequest &request, const ServerReply &reply);
    [[nodiscard]] ServerResponse answer(const Call &call);
    [[nodiscard]] ServerResponse answerAdmin(const Call &call);
    [[nodiscard]] ServerResponse list(const Call &call, DemoKind kind);
    [[nodiscard]] ServerResponse single(const Call &call, DemoKind kind, std::int64_t id);
    [[nodiscard]] ServerResponse change(const Call &call, std::int64_t index);
    [[nodiscard]] ServerResponse create(const Call &call);
    [[nodiscard]] ServerResponse deletions(const Call &call);
    [[nodiscard]] ServerResponse overview();
    [[nodiscard]] ServerResponse changeMany(const Call &call, bool isRemoval);
    [[nodiscard]] ServerResponse setFaults(const Call &call);

    const DemoServerOptions m_options;
    std::mutex m_mutex;
    DemoShop m_shop;
    LeakyBucket m_bucket;
    FaultScript m_faults;
    std::int64_t m_calls = 0;
    std::string m_lastItems;
    std::unique_ptr<HttpServer> m_server;
};

} // namespace syncline
