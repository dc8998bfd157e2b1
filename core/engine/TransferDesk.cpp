#include "core/engine/TransferDesk.h"

#include "core/base/Json.h"
#include "core/transfer/Export.h"
#include "core/transfer/ImportFiles.h"
#include "core/transfer/MapFile.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t remembered = 50;
constexpr std::chrono::milliseconds reportEvery{100};

} // namespace

/** An import with the stop that cancelling its run leads to. */
struct TransferDesk::RunningImport
{
    std::stop_source stop;
    std::unique_ptr<Import> import;
    std::optional<std::stop_callback<std::function<void()>>> cancelled;
};

struct TransferDesk::RunningExport
{
    ExportRequest request;
    ModelPtr model;
    RunInfo info;
    std::stop_token stop;
    std::chrono::steady_clock::time_point begun;
    std::chrono::steady_clock::time_point reported;
};

TransferDesk::TransferDesk(TransferServices services)
    : m_services(std::move(services)),
      m_importer(std::make_unique<Worker>("import")),
      m_exporter(std::make_unique<Worker>("export"))
{
}

TransferDesk::~TransferDesk()
{
    close();
}

void TransferDesk::close()
{
    std::unique_ptr<Worker> importer;
    std::unique_ptr<Worker> exporter;
    {
        const std::lock_guard lock(m_mutex);
        importer.swap(m_importer);
        exporter.swap(m_exporter);
    }
}

bool TransferDesk::post(const std::unique_ptr<Worker> &worker, std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    if (!worker)
        return false;
    worker->post(std::move(work));
    return true;
}

void TransferDesk::remember(const RunInfo &info)
{
    const std::lock_guard lock(m_mutex);
    m_ended[info.id] = info;
    if (m_ended.size() > remembered) {
        m_outcomes.erase(m_ended.begin()->first);
        m_ended.erase(m_ended.begin());
    }
}

std::optional<RunInfo> TransferDesk::endedRun(RunId run)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ended.find(run);
    return found == m_ended.end() ? std::nullopt : std::optional(found->second);
}

QFuture<Result<ImportPreview>> TransferDesk::previewImport(ImportRequest request, int rows)
{
    return m_services.asks->ask<ImportPreview>(
        [this, request = std::move(request), rows](std::stop_token stop) {
            return syncline::previewImport(m_services.import, request, rows, std::move(stop));
        });
}

QFuture<Result<RunId>> TransferDesk::startImport(ImportRequest request)
{
    return m_services.asks->ask<RunId>(
        [this, request = std::move(request)](std::stop_token) { return beginImport(request); });
}

Result<RunId> TransferDesk::beginImport(const ImportRequest &request)
{
    if (!request.dryRun)
        SYNCLINE_CHECK(m_services.writable());
    auto running = std::make_shared<RunningImport>();
    Import::Callbacks callbacks;
    callbacks.changed = m_services.runChanged;
    callbacks.committed = [this, running = running.get()](const std::string &model,
                                                          const std::vector<std::int64_t> &ids) {
        m_services.recordsChanged(model, ids, running->import->info().id);
    };
    SYNCLINE_TRY(running->import, Import::create(m_services.import, request,
                                                 running->stop.get_token(), std::move(callbacks)));
    const RunInfo info = running->import->info();
    running->cancelled.emplace(m_services.beginRun(info),
                               [running = running.get()] { running->stop.request_stop(); });
    m_services.runChanged(info);
    if (!post(m_importer, [this, running] { perform(*running); })) {
        m_services.endRun(info.id);
        return projectClosed();
    }
    return info.id;
}

void TransferDesk::perform(RunningImport &running)
{
    const RunInfo info = running.import->perform();
    if (info.mode == dryRunMode)
        remember(info);
    else
        m_services.logEnd(info);
    running.cancelled.reset();
    m_services.endRun(info.id);
}

QFuture<Result<ImportReport>> TransferDesk::importReport(RunId run, int failures)
{
    return m_services.asks->ask<ImportReport>(
        [this, run, failures](std::stop_token) -> Result<ImportReport> {
            SYNCLINE_TRY(const RunInfo info, m_services.findRun(run));
            if (info.kind != RunKind::Import || info.models.empty())
                return Error(errc::notFound, "The run %1 is no import.", {toText(run)});
            const IngestCounts &counts = info.models.front().counts;
            ImportReport report;
            report.run = run;
            report.model = info.subject;
            report.dryRun = info.mode == dryRunMode;
            report.counts = counts;
            if (!info.note.empty())
                report.notes.push_back(info.note);
            if (counts.failed == 0 || failures == 0)
                return report;
            SYNCLINE_TRY(report.failures,
                         readFailures(m_services.import.folder, importFileName(run),
                                      rowCount(counts), static_cast<std::size_t>(failures)));
            return report;
        });
}

QFuture<Result<void>> TransferDesk::saveImportRows(RunId run, ImportRows which,
                                                   std::filesystem::path to)
{
    return m_services.asks->ask<void>(
        [this, run, which, to = std::move(to)](std::stop_token) -> Result<void> {
            SYNCLINE_TRY(const RunInfo info, m_services.findRun(run));
            if (info.kind != RunKind::Import || info.models.empty())
                return Error(errc::notFound, "The run %1 is no import.", {toText(run)});
            const IngestCounts &counts = info.models.front().counts;
            return copyImportRows(m_services.import.folder, importFileName(run), which,
                                  rowCount(counts), counts.failed, to);
        });
}

Result<ImportMap> TransferDesk::readMap(const std::string &name) const
{
    SYNCLINE_TRY(const std::string path, importMapPath(name));
    SYNCLINE_TRY(const std::string text, m_services.project->readFile(path));
    Result<Value> json = json::parse(text);
    if (!json) {
        return Error(errc::invalidInput, "The import map %1 is no JSON: %2",
                     {path, json.error().message()})
            .withPlace(path + ":" + json.error().place);
    }
    return parseImportMap(*json);
}

QFuture<Result<std::vector<std::string>>> TransferDesk::importMaps(std::string model)
{
    return m_services.asks->ask<std::vector<std::string>>(
        [this, model = std::move(model)](std::stop_token) -> Result<std::vector<std::string>> {
            std::vector<std::string> names;
            std::error_code failure;
            const std::filesystem::path folder = m_services.project->folder() / importMapFolder;
            for (const auto &entry : std::filesystem::directory_iterator(folder, failure)) {
                if (entry.path().extension() != ".json")
                    continue;
                const std::string name = entry.path().stem().string();
                const Result<ImportMap> map = readMap(name);
                if (map && (map->model == model || map->model.empty()))
                    names.push_back(name);
            }
            std::ranges::sort(names);
            return names;
        });
}

QFuture<Result<ImportMap>> TransferDesk::importMap(std::string name)
{
    return m_services.asks->ask<ImportMap>(
        [this, name = std::move(name)](std::stop_token) { return readMap(name); });
}

QFuture<Result<void>> TransferDesk::saveImportMap(std::string name, ImportMap map)
{
    return m_services.asks->ask<void>(
        [this, name = std::move(name), map = std::move(map)](std::stop_token) -> Result<void> {
            SYNCLINE_CHECK(m_services.writable());
            SYNCLINE_TRY(const std::string path, importMapPath(name));
            return m_services.project->writeFile(path, importMapText(map));
        });
}

QFuture<Result<RunId>> TransferDesk::startExport(ExportRequest request)
{
    return m_services.asks->ask<RunId>(
        [this, request = std::move(request)](std::stop_token) { return beginExport(request); });
}

Result<RunId> TransferDesk::beginExport(const ExportRequest &request)
{
    auto running = std::make_shared<RunningExport>();
    running->request = request;
    running->model = m_services.import.model(request.model);
    if (!running->model) {
        return Error(errc::notFound, "There is no model \"%1\" in this project.", {request.model});
    }
    RunInfo &info = running->info;
    info.id = m_services.import.runs->nextId();
    info.kind = RunKind::Export;
    info.subject = request.model;
    info.mode = std::string(transferFormatName(request.format));
    info.trigger = {{"file", request.file.string()}};
    info.started = m_services.import.clock->now();
    info.heartbeat = info.started;
    info.models.emplace_back().model = request.model;
    running->stop = m_services.beginRun(info);
    m_services.runChanged(info);
    const RunId id = info.id;
    if (!post(m_exporter, [this, running] { perform(*running); })) {
        m_services.endRun(id);
        return projectClosed();
    }
    return id;
}

void TransferDesk::perform(RunningExport &running)
{
    const Clock &clock = *m_services.import.clock;
    RunInfo &info = running.info;
    running.begun = clock.steady();
    const ExportProgress progress = [&](std::int64_t rows, std::int64_t all) {
        const auto now = clock.steady();
        const std::chrono::duration<double> took = now - running.begun;
        ModelProgress &model = info.models.front();
        model.counts.unchanged = rows;
        model.expected = all;
        model.ratePerSecond = took.count() > 0 ? static_cast<double>(rows) / took.count() : 0;
        if (now - running.reported < reportEvery)
            return;
        running.reported = now;
        m_services.runChanged(info);
    };
    const Result<ExportOutcome> outcome = exportRecords(*m_services.import.store, *running.model,
                                                        running.request, running.stop, progress);
    info.finished = clock.now();
    if (outcome) {
        info.state = RunState::Completed;
        info.models.front().counts.unchanged = outcome->rows;
        for (const std::string &note : outcome->notes)
            info.note += (info.note.empty() ? "" : " ") + note;
        const std::lock_guard lock(m_mutex);
        m_outcomes[info.id] = *outcome;
    } else {
        info.state = outcome.error().is(errc::cancelled) ? RunState::Cancelled : RunState::Errored;
        info.error = outcome.error();
    }
    remember(info);
    m_services.runChanged(info);
    m_services.endRun(info.id);
}

QFuture<Result<ExportOutcome>> TransferDesk::exportOutcome(RunId run)
{
    return m_services.asks->ask<ExportOutcome>(
        [this, run](std::stop_token) -> Result<ExportOutcome> {
            const std::lock_guard lock(m_mutex);
            if (const auto found = m_outcomes.find(run); found != m_outcomes.end())
                return found->second;
            const auto ended = m_ended.find(run);
            if (ended != m_ended.end() && ended->second.error)
                return *ended->second.error;
            return Error(errc::notFound, "There is no export %1 that has ended.", {toText(run)});
        });
}

} // namespace syncline
