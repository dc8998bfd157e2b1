#include "app/cli/FileOutput.h"
#include "app/cli/TextTable.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/engine/Views.h"
#include "core/transfer/CellText.h"
#include "core/transfer/ViewExport.h"

#include <algorithm>
#include <limits>

namespace syncline::cli {

namespace {

constexpr std::int64_t tableRows = 50;

struct ViewWish
{
    ViewRequest request;
    std::string format;
    std::optional<std::int64_t> first;
    std::string target; ///< Empty: standard output.
};

/** "since date = 2024-01-01" */
std::string paramText(const ViewParam &param)
{
    std::string text = param.name + " " + std::string(fieldTypeName(param.type));
    if (!param.defaultValue.isNull())
        text += " = " + cellText(param.defaultValue, param.type == FieldType::String);
    return text;
}

Value asJson(const ViewDef &view)
{
    ValueList params;
    for (const ViewParam &param : view.params) {
        params.emplace_back(ValueObject{{"name", param.name},
                                        {"type", std::string(fieldTypeName(param.type))},
                                        {"default", param.defaultValue},
                                        {"label", param.label}});
    }
    return ValueObject{{"name", view.name},
                       {"title", view.shownTitle()},
                       {"description", view.description},
                       {"params", std::move(params)}};
}

ExitCode listViews(VerbContext &context)
{
    const ProjectPtr project = context.engine->project();
    if (context.json()) {
        ValueList views;
        for (const auto &view : project->views)
            views.push_back(asJson(*view));
        context.printJson(views);
        return ExitCode::Done;
    }
    if (project->views.empty()) {
        context.note("The project has no views: a file views/NAME.sql is one.");
        return ExitCode::Done;
    }
    TextTable table({"view", "title", "parameters"}, context.out.columns());
    for (const auto &view : project->views) {
        std::string params;
        for (const ViewParam &param : view->params)
            params += (params.empty() ? "" : ", ") + paramText(param);
        table.add({view->name, view->shownTitle(), params});
    }
    context.out.write(table.text());
    return ExitCode::Done;
}

Result<ViewWish> readViewWish(const VerbContext &context)
{
    ViewWish wish;
    const bool isNamed = context.args.count() > 1;
    const auto sql = context.args.value("sql");
    if (isNamed && sql)
        return Error(usageError, "Either the name of a view or --sql, not both.");
    if (isNamed)
        wish.request.name = context.args.at(1);
    wish.request.text = sql;
    wish.request.stop = context.stop;
    if (const auto params = context.args.value("params")) {
        SYNCLINE_TRY(wish.request.params, parseObjectArgument("--params", *params));
    }
    wish.format = wantedFormat(context);
    wish.target = context.args.valueOr("output", "-");
    if (wish.target == "-")
        wish.target.clear();
    if (wish.format == "xlsx" && wish.target.empty())
        return Error(usageError,
                     "xlsx is no text for a terminal: say where to with --output FILE.");
    if (context.json() && wish.format != "json" && wish.format != "ndjson")
        return Error(usageError, "--json and --format %1 contradict each other.", {wish.format});
    SYNCLINE_TRY(wish.first,
                 context.args.number("first", 1, std::numeric_limits<std::int64_t>::max()));
    return wish;
}

std::string tableText(const ViewResult &result, int columns)
{
    std::vector<std::string> headers;
    for (const ViewColumn &column : result.columns)
        headers.push_back(column.name);
    TextTable table(std::move(headers), columns);
    for (std::size_t i = 0; i < result.columns.size(); ++i) {
        if (result.columns[i].type == ViewColumnType::Number)
            table.align(i, TextTable::Align::Right);
    }
    for (const ViewRow &row : result.rows) {
        std::vector<std::string> cells;
        for (const Value &cell : row)
            cells.push_back(cellText(cell, false));
        table.add(std::move(cells));
    }
    return table.text();
}

/** {"columns":[…],"rows":[…],"truncated":…}: one document, also under --json. */
Value asJson(const ViewResult &result)
{
    ValueList columns;
    for (const ViewColumn &column : result.columns) {
        ValueObject described{{"name", column.name},
                              {"type", std::string(viewColumnTypeName(column.type))}};
        if (!column.model.empty())
            described.append("model", column.model);
        columns.emplace_back(std::move(described));
    }
    ValueList rows;
    for (const ViewRow &cells : result.rows) {
        ValueObject row;
        for (std::size_t i = 0; i < cells.size(); ++i)
            row.append(result.columns[i].name, cells[i]);
        rows.emplace_back(std::move(row));
    }
    return ValueObject{{"columns", std::move(columns)},
                       {"rows", std::move(rows)},
                       {"truncated", result.truncated}};
}

std::string rowsText(const ViewResult &result, TransferFormat format)
{
    std::vector<std::string> columns;
    for (const ViewColumn &column : result.columns)
        columns.push_back(column.name);
    ViewText text(format, std::move(columns));
    std::string out;
    text.begin(out);
    for (const ViewRow &row : result.rows)
        text.row(row, out);
    text.end(out);
    return out;
}

/** Also for a table that goes into a file. */
Task<ExitCode> show(VerbContext &context, ViewWish wish)
{
    const bool isShown = wish.format == "table" && wish.target.empty();
    const std::int64_t rows = wish.first.value_or(isShown ? tableRows : maxViewRows);
    if (rows > maxViewRows) {
        co_return context.usage(
            Error(usageError,
                  "At most %1 rows are shown; --output FILE --format csv (or json, "
                  "ndjson, xlsx) writes any number.",
                  {std::to_string(maxViewRows)}));
    }
    const Result<ViewResult> result =
        co_await ask(context, context.engine->views().run(wish.request, rows));
    if (!result)
        co_return context.refused(result.error());
    if (wish.format == "json") {
        context.printJson(asJson(*result));
    } else {
        const auto format = transferFormatFromName(wish.format);
        const std::string text =
            format ? rowsText(*result, *format) : tableText(*result, context.out.columns());
        if (wish.target.empty()) {
            context.out.write(text);
        } else {
            Result<std::unique_ptr<FileOutput>> file =
                FileOutput::create(context.path(wish.target));
            if (!file)
                co_return context.fail(file.error());
            file.value()->write(text);
            const Result<void> written = file.value()->commit();
            if (!written)
                co_return context.fail(written.error());
        }
    }
    co_await context.out.drained();
    if (result->truncated)
        context.note(
            "There are more rows: --first N shows N, --output FILE --format csv writes all.");
    co_return ExitCode::Done;
}

Task<ExitCode> write(VerbContext &context, ViewWish wish, TransferFormat format)
{
    ViewExport request;
    request.view = std::move(wish.request);
    request.format = format;
    request.file = context.path(wish.target);
    request.limit = wish.first.value_or(-1);
    const Result<ExportOutcome> outcome =
        co_await ask(context, context.engine->views().exportRows(std::move(request)));
    if (!outcome)
        co_return context.refused(outcome.error());
    for (const std::string &note : outcome->notes)
        context.note(note);
    if (context.json()) {
        context.printJson(ValueObject{{"rows", outcome->rows}, {"bytes", outcome->bytes}});
    } else {
        context.note(std::to_string(outcome->rows) + (outcome->rows == 1 ? " row" : " rows") +
                     ", " + text::humanSize(static_cast<std::uint64_t>(outcome->bytes)) + ".");
    }
    co_return ExitCode::Done;
}

Task<ExitCode> runView(VerbContext &context)
{
    if (context.args.count() < 2 && !context.args.has("sql"))
        co_return listViews(context);
    Result<ViewWish> wish = readViewWish(context);
    if (!wish)
        co_return context.usage(wish.error());
    const ProjectPtr project = context.engine->project();
    if (!wish->request.text && !project->findView(wish->request.name)) {
        std::vector<std::string> known;
        for (const auto &view : project->views)
            known.push_back(view->name);
        const std::string near = nearest(wish->request.name, known);
        co_return context.usage(Error(usageError, "There is no view \"%1\"%2",
                                      {text::displayLine(wish->request.name, 80),
                                       near.empty() ? "; \"syncline view DIR\" lists them."
                                                    : "; did you mean " + near + "?"}));
    }
    const auto format = transferFormatFromName(wish->format);
    const bool isExport = format && !wish->target.empty();
    ExitCode code = ExitCode::Done;
    if (isExport)
        code = co_await write(context, std::move(wish.value()), *format);
    else
        code = co_await show(context, std::move(wish.value()));
    co_return code;
}

} // namespace

VerbSpec viewVerb()
{
    return {
        .name = "view",
        .summary = "ask a view, a named read-only query",
        .description =
            "Without NAME and --sql: lists the project's views. A view is a file views/NAME.sql: "
            "one query over the models, which are its tables, and their fields. It can change "
            "nothing and see no secrets.\n\n"
            "A table shows the first 50 rows unless --first says more; other formats give up to "
            "10,000, and a view that takes longer than 10 seconds is stopped. --output FILE with "
            "csv, json, ndjson or xlsx writes any number of rows and takes as long as it takes; "
            "the file appears whole or not at all.",
        .positionals = {projectFolder(),
                        {.name = "NAME",
                         .help = "Of the view",
                         .presence = PositionalSpec::Presence::Optional}},
        .options = {{"sql", "SQL", "Ask this instead of a view of the project"},
                    {"params", "JSON", "Like {\"since\":\"2024-01-01\"}; else the defaults"},
                    {"first", "N", "At most N rows"},
                    {"format",
                     "FORMAT",
                     "How to write them; else by the ending of --output",
                     {"table", "json", "ndjson", "csv", "xlsx"}},
                    {"output", "FILE", "Into this file instead of standard output"}},
        .examples = {{"view shop", "The views there are"},
                     {"view shop revenueByMonth --params '{\"since\":\"2024-01-01\"}'",
                      "One of them"},
                     {"view shop --sql 'select vendor, count(*) from product group by 1'",
                      "A query that is no view yet"},
                     {"view shop lowStock --format xlsx --output low.xlsx", "As a spreadsheet"}},
        .run = runView};
}

} // namespace syncline::cli
