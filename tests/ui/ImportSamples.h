#pragma once

#include "core/engine/EngineTypes.h"
#include "core/transfer/TransferTypes.h"

namespace syncline::ui {

/** What a file of products looks like before it is imported; one cell of it is wrong. */
inline ImportPreview sampleImport()
{
    ImportPreview preview;
    preview.source.format = TransferFormat::Csv;
    preview.source.encoding = TextEncoding::Utf8;
    preview.source.delimiter = ';';
    preview.source.header = true;
    const auto addColumn = [&preview](const char *name, const char *fills,
                                      std::vector<std::string> samples) {
        ImportPreview::Column &column = preview.columns.emplace_back();
        column.map.column = name;
        column.map.field = fills;
        column.samples = std::move(samples);
    };
    addColumn("Article", "sku", {"MUG-01", "MUG-02", "TIN-07"});
    addColumn("Title", "title", {"Enamel mug", "Enamel mug, small", "Tin cup"});
    addColumn("Price", "price", {"12.50", "9.90", "cheap"});
    addColumn("Notes", "", {"from the fair", "<b>bold</b>", "last piece"});
    preview.columns[2].problems = 1;
    preview.columns[2].firstProblem = "row 4: price must be a number, but is \"cheap\"";
    const auto addRow = [&preview](std::int64_t number, RowOutcome outcome,
                                   std::vector<std::string> cells) -> ImportedRow & {
        ImportPreview::Row &row = preview.rows.emplace_back();
        row.cells = std::move(cells);
        row.result.row = number;
        row.result.outcome = outcome;
        return row.result;
    };
    addRow(2, RowOutcome::Created, {"MUG-01", "Enamel mug", "12.50", "from the fair"});
    addRow(3, RowOutcome::Updated, {"MUG-02", "Enamel mug, small", "9.90", "<b>bold</b>"});
    ImportedRow &wrong =
        addRow(4, RowOutcome::Failed, {"TIN-07", "Tin cup", "cheap", "last piece"});
    wrong.fieldErrors = {{"price", "must be a number, but is \"cheap\""}};
    wrong.error = "price must be a number, but is \"cheap\".";
    addRow(5, RowOutcome::Unchanged, {"TIN-08", "Tin cup, blue", "4.20", ""});
    preview.counts = {.created = 1, .updated = 1, .unchanged = 1, .failed = 1};
    preview.isWhole = false;
    return preview;
}

/** An import of products, under way or ended. */
inline RunInfo sampleImportRun(RunId run, RunState state)
{
    RunInfo info;
    info.id = run;
    info.kind = RunKind::Import;
    info.state = state;
    info.subject = "product";
    info.mode = "upsert";
    info.note = state == RunState::Running ? "" : "Columns that were left out: Notes.";
    ModelProgress &progress = info.models.emplace_back();
    progress.model = "product";
    progress.counts = {.created = 812, .updated = 240, .unchanged = 31, .failed = 2};
    progress.expected = 4'120;
    progress.ratePerSecond = 950;
    return info;
}

inline ImportReport sampleReport()
{
    ImportReport report;
    report.model = "product";
    report.counts = {.created = 812, .updated = 240, .unchanged = 31, .failed = 2};
    ImportedRow &price = report.failures.emplace_back();
    price.row = 4;
    price.error = "price must be a number, but is \"cheap\".";
    ImportedRow &title = report.failures.emplace_back();
    title.row = 977;
    title.error = "title is required, status must be one of active, draft, archived.";
    return report;
}

} // namespace syncline::ui
