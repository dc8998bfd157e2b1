#pragma once

#include "core/engine/EngineTypes.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <mutex>
#include <set>

namespace syncline {

class Engine;

/**
 * Collects what happens on any thread and lets the Engine tell it at most ten times a second, on
 * the engine's thread. The newest state of a run replaces an older one, changes of records join;
 * nothing is lost, only put together.
 */
class EventHub final : public QObject
{
    Q_OBJECT

public:
    /** Lives on @p engine's thread, which must run an event loop. */
    explicit EventHub(Engine &engine);

    // From any thread:
    void recordsChanged(const std::string &model, const std::vector<std::int64_t> &ids, RunId run);
    void runChanged(const RunInfo &run);
    void logsAppended(std::int64_t newest);
    void gridCounted(GridId grid, std::int64_t rows, bool exact);
    void projectChanged();
    void problemsChanged();
    void statusChanged();
    void schemaNeedsConfirmation(SchemaPlan plan);

private:
    void wake();
    void flush();

    struct Pending
    {
        std::map<std::string, RecordsChange> records;
        std::map<std::int64_t, RunInfo> runs;
        std::map<std::int64_t, std::pair<std::int64_t, bool>> grids;
        std::int64_t newestLog = 0;
        bool project = false;
        bool problems = false;
        bool status = false;
        bool needsConfirmation = false;
        SchemaPlan plan;
    };
    Engine &m_engine;
    QTimer m_timer;
    std::mutex m_mutex;
    Pending m_pending;
    bool m_armed = false;
};

} // namespace syncline
