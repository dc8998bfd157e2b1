#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/record/SystemTables.h"
#include "core/transfer/CellText.h"
#include "core/transfer/Import.h"

#include <algorithm>

// A file looked at before it is imported.

namespace syncline {

namespace {

constexpr std::size_t sampleCount = 3;
constexpr std::size_t cellChars = 512;
/** People wait for it while they change the columns. */
constexpr std::chrono::seconds codePatience{3};

std::string shown(const std::optional<Value> &cell)
{
    return cell ? text::displayLine(cellText(*cell, false), cellChars) : std::string();
}

void addSamples(const SourceRow &row, ImportPreview &preview)
{
    for (std::size_t i = 0; i < row.cells.size() && i < preview.columns.size(); ++i) {
        auto &samples = preview.columns[i].samples;
        if (samples.size() < sampleCount && row.cells[i] && !row.cells[i]->isNull())
            samples.push_back(shown(row.cells[i]));
    }
}

void addProblems(const ImportedRow &row, ImportPreview &preview)
{
    for (const auto &[field, message] : row.fieldErrors) {
        for (ImportPreview::Column &column : preview.columns) {
            if (column.map.field != field)
                continue;
            if (column.problems++ == 0)
                column.firstProblem =
                    "row " + std::to_string(row.row) + ": " + field + " " + message;
        }
    }
}

/** What the rows would become, tried one after another in a scratch session. */
Result<void> tryRows(const ImportServices &services, const ColumnPlan &plan,
                     RowImportOptions options, const std::vector<SourceRow> &rows,
                     const RowCodeRequest &asked, ImportPreview &preview)
{
    SYNCLINE_TRY(const std::unique_ptr<Store::Scratch> scratch, services.store->scratch());
    for (const std::string &table : tablesWritten(plan.model()))
        SYNCLINE_CHECK(scratch->overlay(table));
    const auto nothing = [] { return Result<void>(); };
    const WriteOrigin origin{.run = noRun, .now = services.clock->now(), .vault = services.vault};
    std::unique_ptr<RowCode> code;
    if (services.code) {
        RowCodeRequest request = asked;
        request.trial = &scratch->database();
        code = services.code(std::move(request));
        options.code = code.get();
    }
    RowImport import(scratch->database(), plan, options, origin,
                     {.begin = nothing, .keep = nothing, .undo = nothing});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        SYNCLINE_TRY(ImportedRow result, import.run(rows[i]));
        if (result.outcome == RowOutcome::Created)
            result.id = RecordId{};
        addProblems(result, preview);
        preview.counts.created += result.outcome == RowOutcome::Created ? 1 : 0;
        preview.counts.updated += result.outcome == RowOutcome::Updated ? 1 : 0;
        preview.counts.unchanged += result.outcome == RowOutcome::Unchanged ? 1 : 0;
        preview.counts.failed += result.outcome == RowOutcome::Failed ? 1 : 0;
        preview.rows[i].result = std::move(result);
    }
    if (code)
        std::ranges::copy(code->notes(), std::back_inserter(preview.notes));
    return {};
}

} // namespace

Result<ImportPreview> previewImport(const ImportServices &services, const ImportRequest &request,
                                    int rows, std::stop_token stop)
{
    const ModelPtr model = services.model(request.map.model);
    if (!model) {
        return Error(errc::notFound, "There is no model \"%1\" in this project.",
                     {request.map.model});
    }
    SYNCLINE_TRY(const std::unique_ptr<RowSource> source,
                 openRows(request.file, request.map.source));
    ImportPreview preview;
    std::vector<SourceRow> read;
    while (read.size() < static_cast<std::size_t>(rows) && !stop.stop_requested()) {
        SourceRow row;
        SYNCLINE_TRY(const bool any, source->next(row));
        if (!any)
            break;
        read.push_back(std::move(row));
    }
    SourceRow next;
    const Result<bool> more =
        read.size() < static_cast<std::size_t>(rows) ? Result<bool>(false) : source->next(next);
    preview.isWhole = more.ok() && !more.value();
    preview.source = source->settings();
    preview.sheets = source->sheets();
    preview.notes = source->notes();

    // A map that does not fit is told beside the rows, so that it can be mended.
    Result<ColumnPlan> plan = ColumnPlan::create(model, request.map, services.model);
    if (!plan) {
        preview.problem = plan.error();
        ImportMap guessed;
        guessed.model = model->name;
        plan = ColumnPlan::create(model, guessed, services.model);
        SYNCLINE_CHECK(plan);
    }
    for (std::size_t i = 0; i < source->columns().size(); ++i) {
        plan->addColumn(source->columns()[i]);
        preview.columns.emplace_back().map = plan->mapOf(i, source->columns()[i]);
    }
    for (const SourceRow &row : read) {
        addSamples(row, preview);
        ImportPreview::Row shownRow;
        for (std::size_t i = 0; i < preview.columns.size(); ++i)
            shownRow.cells.push_back(i < row.cells.size() ? shown(row.cells[i]) : std::string());
        shownRow.result.row = row.number;
        preview.rows.push_back(std::move(shownRow));
    }
    if (!preview.problem)
        preview.problem = plan->lack();
    if (preview.problem)
        return preview;
    std::optional<KeyIndex> index;
    {
        SYNCLINE_TRY(const Store::Reader reader, services.store->reader(stop));
        SYNCLINE_TRY(index, KeyIndex::create(reader.database(), *model, request.map.on, stop));
    }
    const RowImportOptions options{.cells = source->cells(),
                                   .source = source->settings(),
                                   .mode = request.map.on.empty() ? ImportMode::Create
                                                                  : request.map.mode,
                                   .on = request.map.on,
                                   .index = index ? &*index : nullptr};
    const RowCodeRequest code{.model = model,
                              .run = noRun,
                              .file = request.file.string(),
                              .stop = stop,
                              .trial = nullptr,
                              .patience = codePatience};
    SYNCLINE_CHECK(tryRows(services, *plan, options, read, code, preview));
    return preview;
}

} // namespace syncline
