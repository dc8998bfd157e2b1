#pragma once

#include "core/net/HttpClient.h"

#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace syncline {

/** Answers from a function, on a thread of its own as the network would. */
class FakeHttp final : public HttpClient
{
public:
    using Answer = std::function<Result<HttpResponse>(const HttpRequest &)>;

    ~FakeHttp() override { join(); }
    void send(HttpRequest request, std::stop_token stop,
              std::function<void(Result<HttpResponse>)> done) override;
    void setCapture(std::function<void(HttpCapture)> /*capture*/) override {}

    [[nodiscard]] std::vector<HttpRequest> requests() const
    {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }
    void join();

    static HttpResponse json(std::string body, int status = 200)
    {
        HttpResponse response;
        response.status = status;
        response.headers = {{"Content-Type", "application/json"},
                            {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}};
        response.body = std::move(body);
        return response;
    }

    Answer answer;
    /** Never answers but when it is cancelled. */
    bool hang = false;

private:
    mutable std::mutex m_mutex;
    std::vector<HttpRequest> m_requests;
    std::vector<std::thread> m_threads;
    std::vector<std::shared_ptr<void>> m_hanging;
};

} // namespace syncline
