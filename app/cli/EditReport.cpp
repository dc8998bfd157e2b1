#include "app/cli/EditReport.h"

#include "app/cli/JsonShapes.h"
#include "app/cli/RunWatch.h"
#include "app/cli/SyncReport.h"
#include "app/cli/TextTable.h"
#include "core/base/Json.h"
#include "core/engine/Edits.h"
#include "core/engine/Engine.h"

namespace syncline::cli {

namespace {

constexpr std::size_t shownFailures = 20;

Value failuresValue(const std::vector<EditFailure> &failures)
{
    ValueList list;
    for (const EditFailure &failure : failures)
        list.emplace_back(
            ValueObject{{"id", toText(failure.record)}, {"error", toValue(failure.error)}});
    return list;
}

/** The fields that are set, as the record has them. */
ValueObject picked(const RecordRow &row, const ValueObject &fields)
{
    ValueObject values;
    for (const auto &[name, value] : fields) {
        const bool isId = !row.fields.contains(name) && name.ends_with("Id");
        const std::string field = isId ? name.substr(0, name.size() - 2) : name;
        values.append(name, row.fields.at(field));
    }
    return values;
}

void printPreviewJson(VerbContext &context, const BulkEdit &edit, const BulkPreview &preview)
{
    ValueList rows;
    for (const BulkPreview::Row &row : preview.rows) {
        ValueObject shape{{"id", toText(row.before.id)}};
        if (edit.kind == BulkEdit::Kind::Update) {
            shape.append("before", picked(row.before, edit.fields));
            shape.append("after", picked(row.after, edit.fields));
        }
        shape.append("error", row.error ? toValue(*row.error) : Value());
        rows.emplace_back(std::move(shape));
    }
    context.printJson(ValueObject{
        {"model", edit.model}, {"records", preview.records}, {"first", std::move(rows)}});
}

void printEnd(VerbContext &context, const BulkReport &report)
{
    if (context.json()) {
        Value shape = toValue(report.run);
        shape.asObject().set("failures", failuresValue(report.failures));
        context.printJson(shape);
        return;
    }
    const IngestCounts counts =
        report.run.models.empty() ? IngestCounts() : report.run.models.front().counts;
    const bool deletes = report.run.mode == "bulk delete";
    const std::string done = deletes ? std::to_string(counts.deleted) + " deleted, "
                                     : std::to_string(counts.updated) + " updated, " +
                                           std::to_string(counts.unchanged) + " unchanged, ";
    context.out.write(done + std::to_string(counts.failed) + " failed\n");
    if (!report.failures.empty()) {
        TextTable table({"id", "error"}, context.out.columns());
        table.align(0, TextTable::Align::Right);
        for (std::size_t i = 0; i < report.failures.size() && i < shownFailures; ++i)
            table.add({toText(report.failures[i].record), report.failures[i].error.message()});
        context.out.write(table.text());
        if (counts.failed > static_cast<std::int64_t>(shownFailures))
            context.note("There are more that failed; the run's log has all of them.");
    }
    context.out.write("run " + toText(report.run.id) + ": " +
                      std::string(runStateName(report.run.state)) + "\n");
}

} // namespace

void printEditPreview(VerbContext &context, const BulkEdit &edit, const BulkPreview &preview)
{
    if (context.json()) {
        printPreviewJson(context, edit, preview);
        return;
    }
    const bool deletes = edit.kind == BulkEdit::Kind::Delete;
    context.out.write((deletes ? "would delete " : "would change ") +
                      std::to_string(preview.records) +
                      (preview.records == 1 ? " record of " : " records of ") + edit.model + "\n");
    if (preview.rows.empty() || deletes)
        return;
    TextTable table({"id", "field", "before", "after", "why not"}, context.out.columns());
    table.align(0, TextTable::Align::Right);
    for (const BulkPreview::Row &row : preview.rows) {
        const ValueObject before = picked(row.before, edit.fields);
        const ValueObject after = picked(row.after, edit.fields);
        for (const auto &[name, value] : before)
            table.add({toText(row.before.id), name, json::write(value), json::write(after.at(name)),
                       row.error ? row.error->message() : ""});
    }
    context.out.write(table.text());
}

Task<ExitCode> reportEdit(VerbContext &context, BulkEdit edit)
{
    RunWatch watch(*context.engine, context.executor, context.stop);
    Edits &edits = context.engine->edits();
    const Result<RunId> run = co_await ask(context, edits.startBulk(std::move(edit)));
    if (!run)
        co_return context.fail(run.error());
    const Result<RunInfo> ended = co_await followRun(context, watch, run.value());
    if (!ended)
        co_return context.fail(ended.error());
    Result<BulkReport> report = co_await ask(context, edits.bulkReport(run.value()));
    if (!report)
        co_return context.fail(report.error());
    report.value().run = ended.value(); // the newest that was told
    printEnd(context, report.value());
    if (ended.value().error)
        context.note(ended.value().error->describe());
    if (ended.value().state == RunState::Completed)
        co_return ExitCode::Done;
    co_return ended.value().error ? exitCodeFor(*ended.value().error) : ExitCode::Failed;
}

} // namespace syncline::cli
