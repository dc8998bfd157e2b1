#include "core/engine/EngineImpl.h"

// What the history of records asks of the engine.

namespace syncline {

void EngineImpl::openHistories()
{
    HistoryServices services;
    services.store = m_store.get();
    services.runs = m_runs.get();
    services.clock = &m_clock;
    services.vault = m_vault.get();
    services.asks = &m_asks;
    services.project = [this] { return effective(); };
    services.files = [this] { return m_project->current(); };
    services.writable = [this] { return writable(); };
    services.beginRun = [this](const RunInfo &info) { return beginRun(raw(info.id), info); };
    services.endRun = [this](RunId run) { endRun(raw(run)); };
    services.runChanged = [this](const RunInfo &info) { runChangedNow(info); };
    services.recordsChanged = [this](const std::string &model, const std::vector<std::int64_t> &ids,
                                     RunId run) { m_events->recordsChanged(model, ids, run); };
    services.log = [this](LogLevel level, std::string text, ValueObject fields) {
        LogEntry entry;
        entry.time = m_clock.now();
        entry.level = level;
        entry.source = "system";
        entry.text = std::move(text);
        entry.fields = std::move(fields);
        m_logs->append(std::move(entry));
    };
    m_histories = std::make_unique<HistoryDesk>(std::move(services));
    connect(this, &Engine::recordsChanged, this,
            [desk = m_histories.get()] { desk->considerPruning(); });
    connect(this, &Engine::projectChanged, this, // a budget may have changed
            [desk = m_histories.get()] { desk->considerPruning(); });
}

} // namespace syncline
