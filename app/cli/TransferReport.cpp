#include "app/cli/TransferReport.h"

#include "app/cli/JsonShapes.h"
#include "app/cli/RunWatch.h"
#include "app/cli/SyncReport.h"
#include "app/cli/TextTable.h"
#include "core/base/Json.h"
#include "core/engine/Engine.h"
#include "core/engine/Transfers.h"
#include "core/transfer/MapFile.h"

namespace syncline::cli {

namespace {

constexpr int shownFailures = 20;
constexpr int jsonFailures = 1'000;
constexpr int previewRows = 100;
constexpr std::size_t shownRows = 10;

ExitCode exitCodeOf(const RunInfo &run)
{
    if (run.state == RunState::Completed)
        return ExitCode::Done;
    return run.error ? exitCodeFor(*run.error) : ExitCode::Failed;
}

Value idOrNull(RecordId id)
{
    return raw(id) == 0 ? Value() : Value(toText(id));
}

Value failuresValue(const std::vector<ImportedRow> &failures)
{
    ValueList list;
    for (const ImportedRow &row : failures)
        list.emplace_back(
            ValueObject{{"row", row.row}, {"id", idOrNull(row.id)}, {"error", row.error}});
    return list;
}

void printImport(VerbContext &context, const RunInfo &run, const ImportReport &report)
{
    const IngestCounts &counts = report.counts;
    if (context.json()) {
        Value shape = toValue(run);
        shape.asObject().set("dryRun", report.dryRun);
        shape.asObject().set("counts", toValue(counts));
        shape.asObject().set("failures", failuresValue(report.failures));
        ValueList notes;
        for (const std::string &note : report.notes)
            notes.emplace_back(note);
        shape.asObject().set("notes", std::move(notes));
        context.printJson(shape);
        return;
    }
    std::string line = report.dryRun ? "dry run, nothing was kept: " : "";
    line += std::to_string(counts.created) + " created, " + std::to_string(counts.updated) +
            " updated, " + std::to_string(counts.unchanged) + " unchanged, " +
            std::to_string(counts.failed) + " failed\n";
    context.out.write(line);
    if (!report.failures.empty()) {
        TextTable table({"row", "id", "error"}, context.out.columns());
        table.align(0, TextTable::Align::Right);
        for (const ImportedRow &row : report.failures)
            table.add({std::to_string(row.row), raw(row.id) == 0 ? "" : toText(row.id), row.error});
        context.out.write(table.text());
        if (counts.failed > static_cast<std::int64_t>(report.failures.size()))
            context.note("There are more failed rows; --errors FILE gives all.");
    }
    for (const std::string &note : report.notes)
        context.note(note);
    if (!report.dryRun)
        context.out.write("run " + toText(run.id) + ": " + std::string(runStateName(run.state)) +
                          "\n");
}

Task<Result<void>> saveRows(VerbContext &context, RunId run, ImportRows which,
                            const std::filesystem::path &to)
{
    if (to.empty())
        co_return Result<void>();
    Result<void> saved =
        co_await ask(context, context.engine->transfers().saveImportRows(run, which, to));
    co_return saved;
}

Value columnValue(const ImportPreview::Column &column)
{
    ValueList samples;
    for (const std::string &sample : column.samples)
        samples.emplace_back(sample);
    return ValueObject{
        {"column", column.map.column},
        {"field", column.map.field.empty() ? Value() : Value(column.map.field)},
        {"match", column.map.match.empty() ? Value() : Value(column.map.match)},
        {"samples", std::move(samples)},
        {"problems", column.problems},
        {"firstProblem", column.firstProblem.empty() ? Value() : Value(column.firstProblem)}};
}

void printPreviewJson(VerbContext &context, const ImportRequest &request,
                      const ImportPreview &preview)
{
    ImportMap map = request.map;
    map.source = preview.source;
    map.columns.clear();
    ValueList columns;
    for (const ImportPreview::Column &column : preview.columns) {
        map.columns.push_back(column.map);
        columns.push_back(columnValue(column));
    }
    ValueList rows;
    for (const ImportPreview::Row &row : preview.rows) {
        const ImportedRow &result = row.result;
        rows.emplace_back(ValueObject{
            {"row", result.row},
            {"outcome", preview.problem ? Value() : Value(rowOutcomeName(result.outcome))},
            {"id", idOrNull(result.id)},
            {"error", result.error.empty() ? Value() : Value(result.error)},
            {"fields", result.fields}});
    }
    context.printJson(
        ValueObject{{"map", json::parse(importMapText(map)).valueOr({})},
                    {"columns", std::move(columns)},
                    {"rows", std::move(rows)},
                    {"counts", toValue(preview.counts)},
                    {"isWhole", preview.isWhole},
                    {"problem", preview.problem ? toValue(*preview.problem) : Value()}});
}

void printPreview(VerbContext &context, const ImportPreview &preview)
{
    TextTable columns({"column", "field", "samples", "problems"}, context.out.columns());
    for (const ImportPreview::Column &column : preview.columns) {
        std::string samples;
        for (const std::string &sample : column.samples)
            samples += (samples.empty() ? "" : " · ") + sample;
        std::string field = column.map.field.empty() ? "(left out)" : column.map.field;
        if (!column.map.match.empty())
            field += " by " + column.map.match;
        columns.add({column.map.column, field, samples, column.firstProblem});
    }
    context.out.write(columns.text());
    TextTable rows({"row", "would be", "id", "why"}, context.out.columns());
    rows.align(0, TextTable::Align::Right);
    for (std::size_t i = 0; i < preview.rows.size() && i < shownRows && !preview.problem; ++i) {
        const ImportedRow &row = preview.rows[i].result;
        rows.add({std::to_string(row.row), std::string(rowOutcomeName(row.outcome)),
                  raw(row.id) == 0 ? "" : toText(row.id), row.error});
    }
    context.out.write("\n" + rows.text());
    for (const std::string &note : preview.notes)
        context.note(note);
}

} // namespace

Task<ExitCode> reportImport(VerbContext &context, ImportRequest request, ImportOutputs outputs)
{
    RunWatch watch(*context.engine, context.executor, context.stop);
    Transfers &transfers = context.engine->transfers();
    const Result<RunId> run = co_await ask(context, transfers.startImport(std::move(request)));
    if (!run)
        co_return context.fail(run.error());
    const Result<RunInfo> ended = co_await followRun(context, watch, run.value());
    if (!ended)
        co_return context.fail(ended.error());
    const int limit = context.json() ? jsonFailures : shownFailures;
    const Result<ImportReport> report =
        co_await ask(context, transfers.importReport(run.value(), limit));
    if (!report)
        co_return context.fail(report.error());
    Result<void> saved = co_await saveRows(context, run.value(), ImportRows::All, outputs.result);
    if (saved)
        saved = co_await saveRows(context, run.value(), ImportRows::Failed, outputs.errors);
    printImport(context, ended.value(), report.value());
    if (ended.value().error)
        context.note(ended.value().error->describe());
    if (!saved) {
        context.note(saved.error().describe());
        co_return ExitCode::Failed;
    }
    co_return exitCodeOf(ended.value());
}

Task<ExitCode> reportPreview(VerbContext &context, ImportRequest request)
{
    const Result<ImportPreview> preview =
        co_await ask(context, context.engine->transfers().previewImport(request, previewRows));
    if (!preview)
        co_return context.fail(preview.error());
    if (context.json())
        printPreviewJson(context, request, preview.value());
    else
        printPreview(context, preview.value());
    if (preview.value().problem) {
        context.note(preview.value().problem->message());
        co_return ExitCode::Failed;
    }
    co_return preview.value().counts.failed > 0 ? ExitCode::Failed : ExitCode::Done;
}

Task<ExitCode> reportExport(VerbContext &context, ExportRequest request)
{
    RunWatch watch(*context.engine, context.executor, context.stop);
    Transfers &transfers = context.engine->transfers();
    const Result<RunId> run = co_await ask(context, transfers.startExport(std::move(request)));
    if (!run)
        co_return context.fail(run.error());
    const Result<RunInfo> ended = co_await followRun(context, watch, run.value());
    if (!ended)
        co_return context.fail(ended.error());
    const Result<ExportOutcome> outcome =
        co_await ask(context, transfers.exportOutcome(run.value()));
    if (!outcome)
        co_return context.fail(outcome.error());
    for (const std::string &note : outcome.value().notes)
        context.note(note);
    co_return ExitCode::Done;
}

Result<void> takeCharacter(const VerbContext &context, const char *option, char &out)
{
    auto given = context.args.value(option);
    if (!given)
        return {};
    if (*given == "tab" || *given == "\\t")
        given = "\t";
    if (given->size() != 1)
        return Error(usageError, "--%1 takes one character, or the word tab.", {option});
    out = given->front();
    return {};
}

} // namespace syncline::cli
