#pragma once

#include "core/base/Result.h"
#include "core/base/Worker.h"

#include <QFuture>
#include <QPromise>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

namespace syncline {

/** What is answered when the project is closed before the answer is there. */
inline Error projectClosed()
{
    return {errc::cancelled, "The project was closed."};
}

/** A promise that an answer is given to exactly once; copyable into callbacks. */
template <typename T>
class Answer
{
public:
    Answer()
        : m_promise(std::make_shared<QPromise<Result<T>>>())
    {
        m_promise->start();
    }
    [[nodiscard]] QFuture<Result<T>> future() const { return m_promise->future(); }
    void give(Result<T> result) const
    {
        m_promise->addResult(std::move(result));
        m_promise->finish();
    }

private:
    std::shared_ptr<QPromise<Result<T>>> m_promise;
};

/**
 * The engine's reader threads: questions are spread over them, the least busy first. After stop()
 * questions answer SYNC_CANCELLED. Thread-safe.
 */
class Asks
{
public:
    explicit Asks(int threads)
    {
        for (int i = 0; i < threads; ++i)
            m_workers.push_back(std::make_unique<Worker>("reader " + std::to_string(i + 1)));
    }

    template <typename T>
    QFuture<Result<T>> ask(std::function<Result<T>(std::stop_token)> question)
    {
        return askUntil<T>(m_stop.get_token(), std::move(question));
    }
    /** With a stop of its own beside the engine's. */
    template <typename T>
    QFuture<Result<T>> askUntil(std::stop_token stop,
                                std::function<Result<T>(std::stop_token)> question)
    {
        Answer<T> answer;
        const bool posted =
            post([this, stop = std::move(stop), question = std::move(question), answer] {
                if (m_stop.stop_requested() || stop.stop_requested())
                    answer.give(Error(errc::cancelled, "The question was cancelled."));
                else
                    answer.give(question(stop));
            });
        if (!posted)
            answer.give(projectClosed());
        return answer.future();
    }
    /** False after join(). */
    bool post(std::function<void()> function)
    {
        const std::lock_guard lock(m_mutex);
        if (m_workers.empty())
            return false;
        Worker *best = m_workers.front().get();
        for (const auto &worker : m_workers) {
            if (worker->backlog() < best->backlog())
                best = worker.get();
        }
        const std::size_t start = m_turn.fetch_add(1);
        if (best->backlog() == m_workers[start % m_workers.size()]->backlog())
            best = m_workers[start % m_workers.size()].get();
        best->post(std::move(function));
        return true;
    }
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }
    void stop() { m_stop.request_stop(); }
    /** Waits for what was asked, and ends the threads. */
    void join()
    {
        std::vector<std::unique_ptr<Worker>> workers;
        {
            const std::lock_guard lock(m_mutex);
            workers.swap(m_workers);
        }
    }

private:
    std::stop_source m_stop;
    std::mutex m_mutex;
    std::atomic<std::size_t> m_turn = 0;
    std::vector<std::unique_ptr<Worker>> m_workers;
};

} // namespace syncline
