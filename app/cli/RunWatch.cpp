#include "app/cli/RunWatch.h"

#include "core/engine/Engine.h"

namespace syncline::cli {

RunWatch::RunWatch(Engine &engine, Executor &executor, std::stop_token stop)
    : m_engine(engine),
      m_executor(executor)
{
    connect(&engine, &Engine::runChanged, this, &RunWatch::handleRun, Qt::QueuedConnection);
    // The callback may come on any thread.
    m_onStop.emplace(std::move(stop), [this, alive = m_alive, executor = &executor] {
        executor->post([this, alive] {
            if (*alive)
                handleStop();
        });
    });
}

RunWatch::~RunWatch()
{
    m_onStop.reset();
    *m_alive = false;
}

void RunWatch::follow(RunId run)
{
    m_run = run;
    if (const auto early = m_early.find(run); early != m_early.end())
        take(early->second);
    m_early.clear();
    if (m_stopped)
        m_engine.cancelRun(run);
}

void RunWatch::followWhere(std::function<bool(const RunInfo &)> isIt)
{
    m_isIt = std::move(isIt);
}

Task<RunInfo> RunWatch::next()
{
    auto begin = [this](const Resolve<RunInfo> &resolve) {
        if (m_fresh)
            resolve(*std::exchange(m_fresh, std::nullopt));
        else
            m_waiting = resolve;
    };
    RunInfo run = co_await callbackTo<RunInfo>(m_executor, begin);
    co_return run;
}

void RunWatch::handleRun(const RunInfo &run)
{
    if (m_run == noRun && m_isIt && m_isIt(run))
        follow(run.id);
    if (run.id == m_run)
        take(run);
    else if (m_run == noRun && !m_isIt)
        m_early.insert_or_assign(run.id, run);
}

void RunWatch::handleStop()
{
    m_stopped = true;
    if (m_run != noRun)
        m_engine.cancelRun(m_run);
}

void RunWatch::take(RunInfo run)
{
    if (m_waiting)
        std::exchange(m_waiting, nullptr)(std::move(run));
    else
        m_fresh = std::move(run);
}

} // namespace syncline::cli
