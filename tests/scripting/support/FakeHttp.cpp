#include "tests/scripting/support/FakeHttp.h"

#include <stop_token>

namespace syncline {

void FakeHttp::send(HttpRequest request, std::stop_token stop,
                    std::function<void(Result<HttpResponse>)> done)
{
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(request);
    if (hang) {
        using Callback = std::stop_callback<std::function<void()>>;
        m_hanging.push_back(std::make_shared<Callback>(std::move(stop), [done] {
            done(Error(errc::cancelled, "The request was cancelled."));
        }));
        return;
    }
    m_threads.emplace_back(
        [this, request = std::move(request), done = std::move(done)] { done(answer(request)); });
}

void FakeHttp::join()
{
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(m_mutex);
        threads.swap(m_threads);
    }
    for (std::thread &thread : threads)
        thread.join();
}

} // namespace syncline
