#include "core/transfer/Import.h"

#include "core/record/SystemTables.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t batchRows = 500;
constexpr std::size_t batchBytes = 8U << 20U;
constexpr std::chrono::milliseconds reportEvery{100};
/** How long rows with code hold the lease before others may write. */
constexpr std::chrono::milliseconds leaseTime{250};
constexpr std::size_t namedColumns = 10;

std::size_t sizeOf(const SourceRow &row)
{
    std::size_t bytes = 0;
    for (const auto &cell : row.cells) {
        if (cell)
            bytes += cell->isString() ? cell->asString().size() : sizeof(Value);
    }
    return bytes;
}

void count(const ImportedRow &row, IngestCounts &counts)
{
    switch (row.outcome) {
    case RowOutcome::Created:
        ++counts.created;
        break;
    case RowOutcome::Updated:
        ++counts.updated;
        break;
    case RowOutcome::Unchanged:
        ++counts.unchanged;
        break;
    case RowOutcome::Failed:
        ++counts.failed;
        break;
    }
}

/** Rows that undo by themselves what they wrote. */
RowGuard noGuard()
{
    const auto nothing = [] { return Result<void>(); };
    return {.begin = nothing, .keep = nothing, .undo = nothing};
}

RowGuard guardOf(WriteTransaction &transaction)
{
    return {.begin = [&transaction] { return transaction.savepoint(); },
            .keep = [&transaction] { return transaction.releaseSavepoint(); },
            .undo = [&transaction] { return transaction.rollbackToSavepoint(); }};
}

Error cancelled()
{
    return {errc::cancelled, "The import was cancelled; what was imported before stays."};
}

} // namespace

std::int64_t rowCount(const IngestCounts &counts)
{
    return counts.created + counts.updated + counts.unchanged + counts.failed;
}

std::string importFileName(RunId run)
{
    return toText(run);
}

Import::Import(const ImportServices &services, ImportRequest request, std::stop_token stop,
               Callbacks callbacks)
    : m_services(services),
      m_request(std::move(request)),
      m_stop(std::move(stop)),
      m_callbacks(std::move(callbacks)),
      m_begun(services.clock->steady()),
      m_lastReport(m_begun)
{
}

Result<std::unique_ptr<Import>> Import::create(const ImportServices &services,
                                               ImportRequest request, std::stop_token stop,
                                               Callbacks callbacks)
{
    auto made = std::unique_ptr<Import>(
        new Import(services, std::move(request), std::move(stop), std::move(callbacks)));
    SYNCLINE_CHECK(made->open());
    return made;
}

Result<void> Import::open()
{
    const ImportMap &map = m_request.map;
    m_model = m_services.model(map.model);
    if (!m_model) {
        return Error(errc::notFound, "There is no model \"%1\" in this project.", {map.model});
    }
    SYNCLINE_TRY(m_plan, ColumnPlan::create(m_model, map, m_services.model));
    SYNCLINE_TRY(m_source, openRows(m_request.file, map.source));
    // JSON says its columns with its rows. What stands before a damage is good.
    if (const Result<bool> read = readBatch(); !read && m_batch.empty())
        return read.error();
    if (const std::optional<Error> lack = m_plan->lack(); lack && !m_batch.empty())
        return *lack;
    m_options = {.cells = m_source->cells(),
                 .source = m_source->settings(),
                 .mode = map.on.empty() ? ImportMode::Create : map.mode,
                 .on = map.on,
                 .index = nullptr};
    m_info.id = m_services.runs->nextId();
    m_info.kind = RunKind::Import;
    m_info.subject = m_model->name;
    m_info.mode = std::string(m_request.dryRun ? dryRunMode : importModeName(m_options.mode));
    m_info.trigger = m_request.trigger;
    m_info.trigger.set("file", m_request.file.string());
    if (!map.on.empty())
        m_info.trigger.set("on", map.on);
    m_info.started = m_services.clock->now();
    m_info.heartbeat = m_info.started;
    m_info.models.emplace_back().model = m_model->name;
    SYNCLINE_TRY(m_files,
                 ImportFiles::create(m_services.folder, importFileName(m_info.id), *m_source));
    return {};
}

const RunInfo &Import::perform()
{
    m_begun = m_services.clock->steady();
    m_info.note.clear();
    Result<void> done = keepRun();
    if (done)
        done = indexKeys();
    if (done)
        done = m_request.dryRun ? tryAll() : importAll();
    close(std::move(done));
    return m_info;
}

Result<void> Import::indexKeys()
{
    SYNCLINE_TRY(const Store::Reader reader, m_services.store->reader(m_stop));
    SYNCLINE_TRY(m_index, KeyIndex::create(reader.database(), *m_model, m_request.map.on, m_stop));
    m_options.index = m_index ? &*m_index : nullptr;
    if (!m_request.dryRun)
        m_code = openCode(nullptr);
    m_options.code = m_code.get();
    return {};
}

Result<bool> Import::readBatch()
{
    std::size_t bytes = 0;
    while (m_batch.size() < batchRows && bytes < batchBytes) {
        SourceRow row;
        SYNCLINE_TRY(const bool any, m_source->next(row));
        if (!any)
            return false;
        bytes += sizeOf(row);
        m_batch.push_back(std::move(row));
        while (m_plan->size() < m_source->columns().size())
            m_plan->addColumn(m_source->columns()[m_plan->size()]);
    }
    while (m_plan->size() < m_source->columns().size())
        m_plan->addColumn(m_source->columns()[m_plan->size()]);
    return true;
}

WriteOrigin Import::origin() const
{
    return {.run = m_info.id, .now = m_services.clock->now(), .vault = m_services.vault};
}

Result<void> Import::importAll()
{
    for (;;) {
        while (!m_batch.empty()) {
            SYNCLINE_CHECK(commitBatch());
            if (m_stop.stop_requested())
                return cancelled();
        }
        const Result<bool> more = readBatch();
        if (m_stop.stop_requested())
            return cancelled();
        // What was read before the damage is good.
        if (!more && m_batch.empty())
            return more.error();
        if (m_batch.empty())
            return {};
    }
}

std::unique_ptr<RowCode> Import::openCode(Database *trial) const
{
    if (!m_services.code)
        return nullptr;
    return m_services.code({.model = m_model,
                            .run = m_info.id,
                            .file = m_request.file.string(),
                            .stop = m_stop,
                            .trial = trial});
}

Result<void> Import::commitBatch()
{
    IngestCounts counts;
    std::vector<std::int64_t> ids;
    if (m_code) {
        SYNCLINE_CHECK(m_code->inTransaction(
            [&](Database &database) { return commitRows(database, noGuard(), counts, ids); }));
    } else {
        SYNCLINE_TRY(
            WriteTransaction transaction,
            m_services.store->writes().acquireBlocking(
                {.label = "import " + m_model->name, .run = m_info.id, .alone = true}, m_stop));
        SYNCLINE_CHECK(commitRows(transaction.database(), guardOf(transaction), counts, ids));
        SYNCLINE_CHECK(transaction.commitBlocking());
    }
    say(counts);
    if (!ids.empty() && m_callbacks.committed)
        m_callbacks.committed(m_model->name, ids);
    report(false);
    return {};
}

/** Columns were planned for a model that may have been changed meanwhile. */
Result<void> Import::checkModel() const
{
    const ModelPtr now = m_services.model(m_model->name);
    if (now == m_model || (now && *now == *m_model))
        return {};
    return Error(errc::invalidInput,
                 "The model %1 was changed while the import ran; what was imported before stays. "
                 "Look at the columns and import the file again.",
                 {m_model->name});
}

/** Rows, and the run's counts with them. */
Result<void> Import::commitRows(Database &database, const RowGuard &guard, IngestCounts &counts,
                                std::vector<std::int64_t> &ids)
{
    SYNCLINE_CHECK(checkModel());
    {
        RowImport rows(database, *m_plan, m_options, origin(), guard);
        SYNCLINE_CHECK(importRows(rows, counts, ids));
    }
    SYNCLINE_CHECK(m_files->flush());
    RunInfo row = m_info;
    row.models.front().counts += counts;
    row.heartbeat = m_services.clock->now();
    return RunTable::save(database, row);
}

Result<void> Import::importRows(RowImport &rows, IngestCounts &counts,
                                std::vector<std::int64_t> &ids)
{
    const auto begun = m_services.clock->steady();
    std::size_t done = 0;
    for (; done < m_batch.size(); ++done) {
        const SourceRow &row = m_batch[done];
        if (m_stop.stop_requested())
            break; // the rows before it stay
        if (m_options.code != nullptr && done > 0 && m_services.clock->steady() - begun > leaseTime)
            break;
        Result<ImportedRow> tried = rows.run(row);
        if (!tried && tried.error().is(errc::cancelled) && m_stop.stop_requested())
            break;
        SYNCLINE_TRY(ImportedRow result, std::move(tried));
        if (m_request.dryRun && result.outcome == RowOutcome::Created)
            result.id = RecordId{};
        count(result, counts);
        if (result.outcome == RowOutcome::Created || result.outcome == RowOutcome::Updated)
            ids.push_back(raw(result.id));
        m_files->add(result, row);
    }
    m_batch.erase(m_batch.begin(), m_batch.begin() + static_cast<std::ptrdiff_t>(done));
    return {};
}

Result<void> Import::tryAll()
{
    SYNCLINE_TRY(const std::unique_ptr<Store::Scratch> scratch, m_services.store->scratch());
    for (const std::string &table : tablesWritten(*m_model))
        SYNCLINE_CHECK(scratch->overlay(table));
    m_code = openCode(&scratch->database());
    m_options.code = m_code.get();
    RowImport rows(scratch->database(), *m_plan, m_options, origin(), noGuard());
    for (;;) {
        IngestCounts counts;
        std::vector<std::int64_t> ids;
        SYNCLINE_CHECK(importRows(rows, counts, ids));
        SYNCLINE_CHECK(m_files->flush());
        say(counts);
        report(false);
        if (m_stop.stop_requested())
            return cancelled();
        if (!m_batch.empty())
            continue;
        const Result<bool> more = readBatch();
        if (!more && m_batch.empty())
            return more.error();
        if (m_batch.empty())
            return {};
    }
}

void Import::say(const IngestCounts &counts)
{
    ModelProgress &progress = m_info.models.front();
    progress.counts += counts;
    const std::int64_t rows = rowCount(progress.counts);
    const double done = m_source->done();
    constexpr double least = 0.001;
    if (done > least)
        progress.expected =
            std::max(rows, static_cast<std::int64_t>(static_cast<double>(rows) / done));
    const std::chrono::duration<double> took = m_services.clock->steady() - m_begun;
    progress.ratePerSecond = took.count() > 0 ? static_cast<double>(rows) / took.count() : 0;
    m_info.heartbeat = m_services.clock->now();
}

void Import::report(bool always)
{
    const auto now = m_services.clock->steady();
    if (!m_callbacks.changed || (!always && now - m_lastReport < reportEvery))
        return;
    m_lastReport = now;
    m_callbacks.changed(m_info);
}

Result<void> Import::keepRun()
{
    if (m_request.dryRun)
        return {};
    SYNCLINE_TRY(WriteTransaction transaction,
                 m_services.store->writes().acquireBlocking(
                     {.label = "import " + m_model->name, .run = m_info.id, .alone = true}));
    SYNCLINE_CHECK(RunTable::save(transaction.database(), m_info));
    return transaction.commitBlocking();
}

void Import::close(Result<void> done)
{
    m_info.finished = m_services.clock->now();
    const ModelProgress &progress = m_info.models.front();
    m_info.state = progress.counts.failed > 0 ? RunState::CompletedWithErrors : RunState::Completed;
    if (!done) {
        m_info.state = done.error().is(errc::cancelled) ? RunState::Cancelled : RunState::Errored;
        m_info.error = done.error();
    }
    m_info.note = leftOut();
    std::vector<std::string> notes = m_source->notes();
    if (m_code)
        std::ranges::copy(m_code->notes(), std::back_inserter(notes));
    for (const std::string &note : notes)
        m_info.note += (m_info.note.empty() ? "" : " ") + note;
    if (const Result<void> kept = keepRun(); !kept && done) {
        m_info.state = RunState::Errored;
        m_info.error = kept.error();
    }
    report(true);
}

/** The columns that fill nothing, for people who meant them to. */
std::string Import::leftOut() const
{
    std::string names;
    std::size_t count = 0;
    for (std::size_t i = 0; i < m_plan->size(); ++i) {
        const std::string &name = m_source->columns()[i];
        if (m_plan->at(i) != nullptr || name == rowColumn || name == errorColumn)
            continue;
        if (++count <= namedColumns)
            names += (names.empty() ? "" : ", ") + name;
    }
    if (count == 0)
        return {};
    if (count > namedColumns)
        names += " and " + std::to_string(count - namedColumns) + " more";
    return "Columns that were left out: " + names + ".";
}

} // namespace syncline
