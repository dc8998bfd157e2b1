#pragma once

#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "core/net/HttpClient.h"
#include "core/server/HttpServer.h"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace syncline::test {

/** A server whose handler a test writes, and which remembers what was asked. */
class ScriptedServer
{
public:
    using Handler = std::function<void(const ServerRequest &, const ServerReply &, int index)>;

    explicit ScriptedServer(Handler handler)
        : m_handler(std::move(handler))
    {
        auto started = HttpServer::start({}, [this](ServerRequest request, ServerReply reply) {
            int index = 0;
            {
                const std::lock_guard lock(m_mutex);
                index = static_cast<int>(m_requests.size());
                m_requests.push_back(request);
            }
            m_handler(request, reply, index);
        });
        m_server = std::move(started).value();
    }

    [[nodiscard]] std::string url(std::string_view path = "/") const
    {
        return m_server->url() + std::string(path);
    }
    [[nodiscard]] HttpServer &server() { return *m_server; }
    [[nodiscard]] std::vector<ServerRequest> requests() const
    {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<ServerRequest> m_requests;
    Handler m_handler;
    std::unique_ptr<HttpServer> m_server;
};

/** The answer to one send(), which arrives on the network thread. */
class Answer
{
public:
    [[nodiscard]] std::function<void(Result<HttpResponse>)> receiver()
    {
        return [state = m_state](Result<HttpResponse> result) {
            state->calls += 1;
            if (state->calls == 1)
                state->promise.set_value(std::move(result));
        };
    }
    /** Waits for it, ten seconds at most. */
    [[nodiscard]] Result<HttpResponse> get()
    {
        if (m_future.wait_for(std::chrono::seconds(10)) != std::future_status::ready)
            return Error("TEST_TIMEOUT", "no answer within ten seconds");
        return m_future.get();
    }
    [[nodiscard]] bool isHere() const
    {
        return m_future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    }
    [[nodiscard]] int calls() const { return m_state->calls; }

private:
    struct State
    {
        std::promise<Result<HttpResponse>> promise;
        std::atomic<int> calls = 0;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
    std::future<Result<HttpResponse>> m_future = m_state->promise.get_future();
};

inline std::unique_ptr<HttpClient> quickClient(std::string authorities = {})
{
    HttpClientOptions options;
    options.retry.firstDelay = std::chrono::milliseconds(5);
    options.extraAuthorities = std::move(authorities);
    return HttpClient::create(std::move(options));
}

inline Result<HttpResponse> ask(HttpClient &client, HttpRequest request)
{
    Answer answer;
    client.send(std::move(request), {}, answer.receiver());
    return answer.get();
}

inline ServerResponse plain(int status, HttpHeaders headers = {})
{
    return {.status = status,
            .headers = std::move(headers),
            .body = "body of " + std::to_string(status)};
}

} // namespace syncline::test
