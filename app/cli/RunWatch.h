#pragma once

#include "core/base/Executor.h"
#include "core/base/Task.h"
#include "core/engine/EngineTypes.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>

namespace syncline {
class Engine;
}

namespace syncline::cli {

/**
 * Follows one run of the engine. Make it before the run is started, so that nothing is missed; when
 * @p stop is requested the run is cancelled, as soon as it is known. Lives on the executor's
 * thread.
 */
class RunWatch final : public QObject
{
    Q_OBJECT

public:
    RunWatch(Engine &engine, Executor &executor, std::stop_token stop);
    ~RunWatch() override;

    void follow(RunId run);
    /** The first run that @p isIt says is the one. */
    void followWhere(std::function<bool(const RunInfo &)> isIt);
    /** The newest state; waits until there is one that was not given yet. */
    Task<RunInfo> next();

private:
    void handleRun(const RunInfo &run);
    void handleStop();
    void take(RunInfo run);

    Engine &m_engine;
    Executor &m_executor;
    RunId m_run = noRun;
    std::function<bool(const RunInfo &)> m_isIt;
    std::map<RunId, RunInfo> m_early; ///< Seen before follow().
    std::optional<RunInfo> m_fresh;
    Resolve<RunInfo> m_waiting;
    bool m_stopped = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::optional<std::stop_callback<std::function<void()>>> m_onStop;
};

} // namespace syncline::cli
