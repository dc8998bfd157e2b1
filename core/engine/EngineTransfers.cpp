#include "core/engine/EngineImpl.h"

#include "core/action/ImportedRows.h"

// What imports and exports ask of the engine.

namespace syncline {

namespace {

/** One line for the log. */
LogEntry endOf(const RunInfo &info, DateTime now)
{
    const IngestCounts &counts = info.models.front().counts;
    LogEntry entry;
    entry.time = now;
    entry.level = info.state == RunState::Completed ? LogLevel::Info
                  : info.state == RunState::Errored ? LogLevel::Error
                                                    : LogLevel::Warn;
    entry.run = info.id;
    entry.source = "system";
    entry.text = "Import into " + info.subject + ": " + std::string(runStateName(info.state)) + ".";
    if (info.error)
        entry.text += " " + info.error->message();
    entry.fields = {{"created", counts.created},
                    {"updated", counts.updated},
                    {"unchanged", counts.unchanged},
                    {"failed", counts.failed}};
    return entry;
}

} // namespace

void EngineImpl::openTransfers()
{
    TransferServices services;
    services.import.store = m_store.get();
    services.import.runs = m_runs.get();
    services.import.clock = &m_clock;
    services.import.vault = m_vault.get();
    services.import.model = [this](std::string_view name) { return effective()->findModel(name); };
    services.import.code = [this](RowCodeRequest request) {
        return openRowCode(m_actions, std::move(request));
    };
    services.import.folder = m_project->folder() / ".syncline" / "imports" / m_options.environment;
    services.project = m_project.get();
    services.asks = &m_asks;
    services.writable = [this] { return writable(); };
    services.beginRun = [this](const RunInfo &info) { return beginRun(raw(info.id), info); };
    services.endRun = [this](RunId run) { endRun(raw(run)); };
    services.runChanged = [this](const RunInfo &info) { runChangedNow(info); };
    services.recordsChanged = [this](const std::string &model, const std::vector<std::int64_t> &ids,
                                     RunId run) { m_events->recordsChanged(model, ids, run); };
    services.logEnd = [this](const RunInfo &info) { m_logs->append(endOf(info, m_clock.now())); };
    services.findRun = [this](RunId run) { return findRun(run, {}); };
    m_transfers = std::make_unique<TransferDesk>(std::move(services));
}

} // namespace syncline
