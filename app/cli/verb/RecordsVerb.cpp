#include "app/cli/FileOutput.h"
#include "app/cli/RecordFormat.h"
#include "app/cli/RecordSelection.h"
#include "app/cli/TextTable.h"
#include "app/cli/TransferReport.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/engine/Lookups.h"

#include <algorithm>
#include <limits>

namespace syncline::cli {

namespace {

constexpr std::int64_t recordPageSize = 1000;
constexpr std::int64_t tableRows = 50;
constexpr std::int64_t mostFacets = 1000;
constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();

struct Wish
{
    RecordQuery query;
    RecordFormat::Options options;
    std::string format;
    std::int64_t rows = all;
};

Result<std::vector<std::string>> readSelect(const VerbContext &context, const ModelDef &model)
{
    const std::vector<std::string> wanted = context.args.list("select");
    for (const std::string &name : wanted) {
        const FieldDef *field = model.findField(name);
        if (field && !field->hasValue())
            return Error(usageError, "Field %1 of %2 holds other records, which no column shows.",
                         {name, model.name});
        if (field || isSystemField(name) || (name == "_locale" && model.source.localized))
            continue;
        std::vector<std::string> known(std::begin(systemFields), std::end(systemFields));
        for (const FieldDef &other : model.fields)
            known.push_back(other.name);
        const std::string near = nearest(name, known);
        return Error(usageError, "Model %1 has no field \"%2\"%3",
                     {model.name, text::displayLine(name, 80),
                      near.empty() ? "." : "; did you mean " + near + "?"});
    }
    return wanted;
}

/** What a listing shows: computed fields and (sealed) secrets, too. */
std::vector<std::string> shownColumns(const ModelDef &model)
{
    std::vector<std::string> columns{"id"};
    for (const FieldDef &field : model.fields) {
        if (field.hasValue())
            columns.push_back(field.name);
    }
    columns.insert(columns.end(), {"createdAt", "updatedAt"});
    if (!model.source.connection.empty())
        columns.emplace_back("remoteId");
    if (model.source.localized)
        columns.emplace_back("_locale");
    return columns;
}

Result<std::string> readFormat(const VerbContext &context)
{
    const std::string format = wantedFormat(context);
    const bool isToFile = context.args.valueOr("output", "-") != "-";
    if (format == "xlsx" && !isToFile)
        return Error(usageError,
                     "xlsx is no text for a terminal: say where to with --output FILE.");
    if (format == "xlsx" && context.args.has("after"))
        return Error(usageError, "xlsx is written whole, so --after means nothing for it.");
    if (context.json() && format != "json" && format != "ndjson")
        return Error(usageError, "--json and --format %1 contradict each other.", {format});
    return format;
}

/** How CSV is written. */
Result<void> takeCsv(const VerbContext &context, const std::string &format,
                     RecordFormat::Options &options)
{
    for (const char *option : {"delimiter", "byte-order-mark", "local-times"}) {
        if (context.args.has(option) && format != "csv")
            return Error(usageError, "--%1 is for csv alone.", {option});
    }
    SYNCLINE_CHECK(takeCharacter(context, "delimiter", options.delimiter));
    options.byteOrderMark = context.args.has("byte-order-mark");
    options.localTimes = context.args.has("local-times");
    return {};
}

Result<Wish> readWish(const VerbContext &context, const ModelDef &model)
{
    Wish wish;
    SYNCLINE_TRY(wish.format, readFormat(context));
    SYNCLINE_CHECK(takeCsv(context, wish.format, wish.options));
    SYNCLINE_TRY(wish.query, readSelection(context, model));
    SYNCLINE_TRY(const std::vector<std::string> select, readSelect(context, model));
    wish.options.columns = select.empty() ? shownColumns(model) : select;
    if (!select.empty() && std::find(select.begin(), select.end(), "id") == select.end())
        wish.options.columns.insert(wish.options.columns.begin(), "id");
    for (const FieldDef &field : model.fields) {
        if (field.decimals >= 0)
            wish.options.decimals[field.name] = field.decimals;
    }
    for (const std::string &name : select) {
        if (!isSystemField(name))
            wish.query.select.push_back(name);
    }
    wish.query.after = context.args.valueOr("after", "");
    SYNCLINE_TRY(const auto first, context.args.number("first", 1, all));
    const bool isShown = wish.format == "table" && !context.args.has("output");
    wish.rows = first.value_or(isShown ? tableRows : all);
    return wish;
}

/** Writes pages until there is no more, nobody reads, or the user has enough. */
Task<Result<bool>> writePages(VerbContext &context, const ModelDef &model, Wish wish,
                              Output &output)
{
    const std::unique_ptr<RecordFormat> format =
        RecordFormat::make(wish.format, model, wish.options);
    output.write(format->begin());
    std::int64_t left = wish.rows;
    RecordPage page;
    page.endCursor = wish.query.after;
    for (page.hasNext = true; page.hasNext && left > 0;) {
        wish.query.after = page.endCursor;
        wish.query.first = static_cast<int>(std::min(left, recordPageSize));
        Result<RecordPage> next =
            co_await ask(context, context.engine->records(context.args.at(1), wish.query));
        if (!next)
            co_return std::move(next).error();
        page = std::move(next).value();
        left -= static_cast<std::int64_t>(page.rows.size());
        output.write(format->rows(page.rows));
        const bool isRead = co_await output.drained();
        if (context.stop.stop_requested() || !isRead)
            co_return Error(errc::cancelled, "Stopped before all records were written.");
    }
    output.write(format->end(page.hasNext, page.endCursor));
    if (page.hasNext && wish.format == "table")
        context.note("There are more records: --first N shows N, --after " + page.endCursor +
                     " goes on from here.");
    const bool isWritten = co_await output.drained();
    if (!isWritten)
        co_return Error(errc::cancelled, "Stopped before all records were written.");
    co_return true;
}

/** --facet: how often each value of one field stands in the records. */
Task<ExitCode> showFacet(VerbContext &context, const ModelDef &model, Wish wish)
{
    for (const char *option : {"select", "after", "format", "output", "sort"}) {
        if (context.args.has(option))
            co_return context.usage(Error(
                usageError, "--facet counts values, so --%1 means nothing for it.", {option}));
    }
    const std::string field = context.args.valueOr("facet", "");
    const int atMost = static_cast<int>(std::min(wish.rows, mostFacets));
    const Result<Facet> facet = co_await ask(
        context, context.engine->lookups().facet(model.name, std::move(wish.query), field, atMost));
    if (!facet)
        co_return context.fail(facet.error());
    TextTable table({field, "records"}, context.out.columns());
    table.align(1, TextTable::Align::Right);
    ValueList values;
    for (const Facet::Entry &entry : facet.value().entries) {
        if (context.json())
            values.push_back(ValueObject{
                {"value", entry.value}, {"label", entry.label}, {"count", entry.count}});
        else
            table.add(
                {entry.value.isNull() ? "(not set)" : entry.label, std::to_string(entry.count)});
    }
    if (context.json()) {
        context.printJson(ValueObject{{"model", model.name},
                                      {"field", field},
                                      {"values", std::move(values)},
                                      {"others", facet.value().others}});
        co_return ExitCode::Done;
    }
    if (facet.value().others > 0)
        table.add({"(others)", std::to_string(facet.value().others)});
    context.out.write(table.text());
    co_return ExitCode::Done;
}

Task<ExitCode> runRecords(VerbContext &context)
{
    const auto model = findModel(context, context.args.at(1));
    if (!model)
        co_return context.usage(model.error());
    Result<Wish> wish = readWish(context, *model.value());
    if (!wish)
        co_return context.usage(wish.error());
    Result<RecordQuery> query =
        co_await withSaved(context, *model.value(), std::move(wish.value().query));
    if (!query)
        co_return query.error().is(usageError) ? context.usage(query.error())
                                               : context.fail(query.error());
    wish.value().query = std::move(query).value();
    if (context.args.has("facet")) {
        const ExitCode code = co_await showFacet(context, *model.value(), std::move(wish).value());
        co_return code;
    }
    const std::string target = context.args.valueOr("output", "-");
    if (target == "-") {
        wish.value().options.terminalColumns = context.out.columns();
        const Result<bool> written =
            co_await writePages(context, *model.value(), std::move(wish.value()), context.out);
        // The shape of what was begun is broken already: only say why.
        if (!written)
            context.note(written.error().message());
        co_return written ? ExitCode::Done : exitCodeFor(written.error());
    }
    // Pages are for cursors; a whole file is written by the engine, as the records are at one
    // moment.
    const auto format = transferFormatFromName(wish.value().format);
    if (format && *format != TransferFormat::Json && !context.args.has("after")) {
        ExportRequest request;
        request.model = model.value()->name;
        request.query = wish.value().query;
        request.limit = wish.value().rows == all ? -1 : wish.value().rows;
        request.columns = wish.value().options.columns;
        request.delimiter = wish.value().options.delimiter;
        request.byteOrderMark = wish.value().options.byteOrderMark;
        request.localTimes = wish.value().options.localTimes;
        request.format = *format;
        request.file = context.path(target);
        const ExitCode code = co_await reportExport(context, std::move(request));
        co_return code;
    }
    Result<std::unique_ptr<FileOutput>> file = FileOutput::create(context.path(target));
    if (!file)
        co_return context.fail(file.error());
    const Result<bool> written =
        co_await writePages(context, *model.value(), std::move(wish.value()), *file.value());
    if (!written) // by the file, if it has a reason of its own
        co_return context.fail(file.value()->state() ? written.error()
                                                     : file.value()->state().error());
    const Result<void> committed = file.value()->commit();
    if (!committed)
        co_return context.fail(committed.error());
    co_return ExitCode::Done;
}

} // namespace

VerbSpec recordsVerb()
{
    return {
        .name = "records",
        .summary = "list or export a model's records",
        .description =
            "A table shows the first 50 records unless --first says more; every other format, and "
            "--output, give all. Any number of records needs little memory.\n\n"
            "In csv a text that a spreadsheet would take for a formula gets an apostrophe in "
            "front, which an import takes back. A file (--output) appears whole or not at all. "
            "What a cell of an xlsx cannot hold as it is (numbers of more than 15 digits, dates "
            "before 1900) is written as text, and texts over 32,767 characters are left out; a "
            "note says how many.\n\n"
            "\"syncline help --page filters\" lists every operator, also through relationships and "
            "for "
            "vectors.",
        .positionals = {projectFolder(), {.name = "MODEL", .help = "Its name"}},
        .options = {{"filter", "JSON", "Like {\"price\":{\"greaterThan\":5}}"},
                    {"sort", "JSON", "Like {\"price\":\"Descending\"}"},
                    {"search", "TEXT", "Every word in some searchable field"},
                    {"saved", "NAME", "By a saved filter; --filter and --search narrow it"},
                    {"facet", "FIELD", "Count the records of each value of this field instead"},
                    {"first", "N", "At most N records, or values of --facet"},
                    {"after", "CURSOR", "Go on where an earlier page ended"},
                    {"select", "a,b", "Only these fields"},
                    {"format",
                     "FORMAT",
                     "How to write them; else by the ending of --output",
                     {"table", "json", "ndjson", "csv", "xlsx"}},
                    {"output", "FILE", "Into this file instead of standard output"},
                    {"delimiter", "C", "csv: between cells; the word tab for a tab"},
                    {"byte-order-mark", "", "csv: for spreadsheets that else misread UTF-8"},
                    {"local-times", "",
                     "csv: times by the local clock, with their distance from UTC"}},
        .examples =
            {{"records shop product --filter '{\"price\":{\"greaterThan\":5}}' --first 10",
              "Ten products over 5"},
             {"records shop order --filter '{\"customer\":{\"city\":{\"equals\":\"Rome\"}}}'",
              "Orders of customers in Rome"},
             {"records shop order --saved Open --facet status", "How many of each"},
             {"records shop order --format csv --output orders.csv", "Every order"}},
        .followsModels = true,
        .run = runRecords};
}

} // namespace syncline::cli
