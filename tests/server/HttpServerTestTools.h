#pragma once

#include <QTest> // first: moc cannot read <compare> before a header that includes c++config.h

#include "RawConnection.h"
#include "core/server/HttpServer.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace syncline::test {

/** A server that answers what its path asks for; "{port}" and "{host}" in requests are filled in.
 */
class Fixture
{
public:
    explicit Fixture(HttpServer::Options options = {})
    {
        auto started =
            HttpServer::start(std::move(options), [this](ServerRequest request, ServerReply reply) {
                answer(request, reply);
            });
        server = std::move(started).value();
    }

    [[nodiscard]] std::string filled(std::string text) const
    {
        const auto replace = [&text](std::string_view what, const std::string &with) {
            for (auto at = text.find(what); at != std::string::npos; at = text.find(what))
                text.replace(at, what.size(), with);
        };
        replace("{host}", "127.0.0.1:" + std::to_string(server->port()));
        replace("{port}", std::to_string(server->port()));
        return text;
    }

    /** What comes back for @p request until the server closes. */
    [[nodiscard]] std::string exchange(const std::string &request) const
    {
        RawConnection connection(server->port());
        connection.send(filled(request));
        return connection.readAll();
    }

    std::mutex mutex;
    std::vector<ServerReply> held;
    std::vector<std::string> seen;
    std::atomic<int> gone = 0;
    std::unique_ptr<HttpServer> server; ///< After what its threads use.

private:
    void answer(const ServerRequest &request, const ServerReply &reply)
    {
        const std::lock_guard lock(mutex);
        seen.push_back(request.method + ' ' + request.target + ' ' + request.body);
        if (request.path == "/hold") {
            reply.onGone([this] { ++gone; });
            held.push_back(reply);
        } else if (request.path == "/throw") {
            throw std::runtime_error("the handler broke");
        } else if (request.path == "/stream") {
            reply.begin(200, {{"Content-Type", "text/plain"}});
            reply.write("one ");
            reply.write("two");
            reply.end();
        } else if (request.path == "/cut") {
            reply.begin(200, {{"Content-Length", "100"}});
            reply.write("half");
            reply.abort(ServerReply::Cut::Close);
        } else if (request.path == "/reset") {
            reply.abort(ServerReply::Cut::Reset);
        } else if (request.path == "/split") {
            reply.send({.status = 200,
                        .headers = {{"X-A", "1\r\nX-Evil: 2"}, {"X-B", "3"}},
                        .body = "ok"});
        } else if (request.path == "/empty") {
            reply.send({.status = 204, .headers = {}, .body = {}});
        } else if (request.path != "/forget") {
            reply.send(ServerResponse::text(200, request.method + ' ' + request.target + ' ' +
                                                     request.body));
        }
    }
};

inline int statusOf(const std::string &answer)
{
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

inline std::size_t count(const std::string &text, std::string_view what)
{
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++found;
    return found;
}

} // namespace syncline::test
