#include "app/cli/TransferReport.h"
#include "app/cli/VerbContext.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"
#include "core/engine/Engine.h"
#include "core/engine/Transfers.h"
#include "core/transfer/MapFile.h"

#include <QTemporaryFile>

namespace syncline::cli {

namespace {

/** An option that is one of a few words. */
template <typename T>
Result<void> takeWord(const VerbContext &context, const char *option,
                      std::optional<T> (*fromName)(std::string_view), std::optional<T> &out)
{
    const auto given = context.args.value(option);
    if (!given)
        return {};
    out = fromName(*given);
    if (!out)
        return Error(usageError, "--%1 does not know \"%2\".",
                     {option, text::displayLine(*given, 80)});
    return {};
}

Result<void> takeSource(const VerbContext &context, SourceSettings &source)
{
    SYNCLINE_CHECK(takeWord(context, "format", transferFormatFromName, source.format));
    SYNCLINE_CHECK(takeWord(context, "encoding", textEncodingFromName, source.encoding));
    SYNCLINE_CHECK(takeCharacter(context, "delimiter", source.delimiter));
    SYNCLINE_CHECK(takeCharacter(context, "quote", source.quote));
    if (context.args.has("no-header"))
        source.header = false;
    source.sheet = context.args.valueOr("sheet", source.sheet);
    source.items = context.args.valueOr("items", source.items);
    source.decimalComma = source.decimalComma || context.args.has("decimal-comma");
    std::optional<DateOrder> dates = source.dates;
    SYNCLINE_CHECK(takeWord(context, "dates", dateOrderFromName, dates));
    source.dates = *dates;
    if (context.args.has("keep-empty"))
        source.empty = EmptyCells::Keep;
    return {};
}

/** Wrong names are known before the file is read. */
Result<void> checkNames(const ModelDef &model, const ImportMap &map)
{
    const auto check = [&model](const std::string &option, const std::string &name) {
        if (name.empty() || model.findField(name) != nullptr || isSystemField(name))
            return Result<void>();
        std::vector<std::string> known(std::begin(systemFields), std::end(systemFields));
        for (const FieldDef &field : model.fields)
            known.push_back(field.name);
        const std::string near = nearest(name, known);
        return Result<void>(Error(usageError, "%1: model %2 has no field \"%3\"%4",
                                  {option, model.name, text::displayLine(name, 80),
                                   near.empty() ? "." : "; did you mean " + near + "?"}));
    };
    SYNCLINE_CHECK(check("--on", map.on));
    for (const ColumnMap &column : map.columns)
        SYNCLINE_CHECK(check("--map", column.field));
    return {};
}

/** What the options say beyond the map. */
Result<void> takeOptions(const VerbContext &context, ImportMap &map)
{
    map.model = context.args.at(1);
    SYNCLINE_CHECK(takeSource(context, map.source));
    const bool hadKey = !map.on.empty();
    map.on = context.args.valueOr("on", map.on);
    if (!hadKey && !map.on.empty())
        map.mode = ImportMode::Upsert;
    std::optional<ImportMode> mode = map.mode;
    SYNCLINE_CHECK(takeWord(context, "mode", importModeFromName, mode));
    map.mode = *mode;
    return {};
}

Task<Result<ImportMap>> readMap(VerbContext &context)
{
    const auto given = context.args.value("map");
    if (!given) {
        ImportMap guessed;
        guessed.mode = ImportMode::Create;
        co_return guessed;
    }
    if (given->starts_with("{")) {
        const Result<Value> json = parseJsonArgument("--map", *given);
        if (!json)
            co_return json.error();
        Result<ImportMap> map = parseImportMap(json.value());
        co_return map;
    }
    Result<ImportMap> map = co_await ask(context, context.engine->transfers().importMap(*given));
    co_return map;
}

/** Standard input as a file, for readers that need one. */
Task<Result<std::filesystem::path>> keepInput(VerbContext &context, QTemporaryFile &file)
{
    const Result<std::string> input = co_await context.in.readAll();
    if (!input)
        co_return input.error();
    const std::string &bytes = input.value();
    const bool isKept = file.open() &&
                        file.write(bytes.data(), static_cast<qint64>(bytes.size())) ==
                            static_cast<qint64>(bytes.size()) &&
                        file.flush();
    if (!isKept)
        co_return Error(errc::storage, "Standard input could not be kept: %1.",
                        {file.errorString().toStdString()});
    co_return std::filesystem::path(file.fileName().toStdString());
}

std::filesystem::path pathOf(const VerbContext &context, const char *option)
{
    const auto given = context.args.value(option);
    return given ? context.path(*given) : std::filesystem::path();
}

/** The files that an import writes: neither may be what it reads, nor the other one. */
Result<void> checkOutputs(const VerbContext &context, const ImportOutputs &outputs,
                          const std::filesystem::path &input)
{
    const auto isSame = [](const std::filesystem::path &a, const std::filesystem::path &b) {
        std::error_code error;
        return std::filesystem::weakly_canonical(a, error) ==
               std::filesystem::weakly_canonical(b, error);
    };
    for (const auto &[option, file] :
         {std::pair("--result", outputs.result), std::pair("--errors", outputs.errors)}) {
        if (file.empty())
            continue;
        if (context.args.at(2) != "-" && isSame(file, input))
            return Error(usageError, "%1 would overwrite the file that is imported.", {option});
        std::error_code error;
        const std::filesystem::path folder = std::filesystem::absolute(file, error).parent_path();
        if (!std::filesystem::is_directory(folder, error))
            return Error(usageError, "%1 names a file in a folder that does not exist: %2",
                         {option, folder.string()});
    }
    if (!outputs.result.empty() && isSame(outputs.result, outputs.errors))
        return Error(usageError, "--result and --errors name the same file.");
    return {};
}

Task<ExitCode> runImport(VerbContext &context)
{
    const auto model = findModel(context, context.args.at(1));
    if (!model)
        co_return context.usage(model.error());
    ImportRequest request;
    Result<ImportMap> map = co_await readMap(context);
    if (!map)
        co_return context.usage(map.error());
    request.map = std::move(map).value();
    if (const Result<void> taken = takeOptions(context, request.map); !taken)
        co_return context.usage(taken.error());
    if (const Result<void> known = checkNames(*model.value(), request.map); !known)
        co_return context.usage(known.error());
    request.dryRun = context.args.has("dry-run");
    request.trigger = {{"type", "cli"}};

    QTemporaryFile input;
    request.file = context.path(context.args.at(2));
    if (context.args.at(2) == "-") {
        const Result<std::filesystem::path> kept = co_await keepInput(context, input);
        if (!kept)
            co_return context.fail(kept.error());
        request.file = kept.value();
    }
    ImportOutputs outputs{.result = pathOf(context, "result"), .errors = pathOf(context, "errors")};
    if (const Result<void> checked = checkOutputs(context, outputs, request.file); !checked)
        co_return context.usage(checked.error());
    if (const auto name = context.args.value("save-map")) {
        const Result<void> saved =
            co_await ask(context, context.engine->transfers().saveImportMap(*name, request.map));
        if (!saved)
            co_return context.fail(saved.error());
    }
    if (context.args.has("preview")) {
        const ExitCode code = co_await reportPreview(context, std::move(request));
        co_return code;
    }
    const ExitCode code = co_await reportImport(context, std::move(request), std::move(outputs));
    co_return code;
}

} // namespace

VerbSpec importVerb()
{
    return {
        .name = "import",
        .summary = "make records of the rows of a file",
        .description =
            "Reads CSV, JSON (a list of objects, or an object with such a list), NDJSON and XLSX "
            "of any size. How a file is written is found out from it; options say otherwise. "
            "Columns fill the fields of the same name, whatever their case, spaces and signs; "
            "--map says it column by column, and --preview shows it with what the first 100 rows "
            "would become.\n\n"
            "With --on a row finds its record by that field (id and remoteId, too), and updates "
            "it; "
            "rows without a record make a new one, unless --mode says otherwise. Running the same "
            "import again then doubles nothing.\n\n"
            "Rows go in by groups. A row that cannot be stored fails alone: --errors writes those "
            "rows as they were, with the reason in front, to be mended and imported again. Every "
            "validation holds. Rows of a model with code of its own run its create and update "
            "actions; a dry run then tries preconditions and validations, and no effects.\n\n"
            "Ctrl-C cancels; what was imported before stays. An empty cell clears its field; "
            "--keep-empty leaves it as it is. The file \"-\" is standard input, at most 64 MB.",
        .positionals = {projectFolder(),
                        {.name = "MODEL", .help = "Its name"},
                        {.name = "FILE", .help = "What to import; - is standard input"}},
        .options =
            {{"on", "FIELD", "Find records by this field"},
             {"mode",
              "MODE",
              "What rows may do; upsert with --on, else create",
              {"create", "update", "upsert"}},
             {"map", "JSON|NAME",
              "Like {\"Price\":\"price\",\"Notes\":null}, or a map of the project's imports/"},
             {"save-map", "NAME", "Keep the map as imports/NAME.json"},
             {"preview", "", "Show the columns and what the first rows would become"},
             {"dry-run", "", "Do everything and keep nothing"},
             {"errors", "FILE", "Write the failed rows, as they were, with _row and _error"},
             {"result", "FILE", "Write what came of every row: row, outcome, id, error"},
             {"format", "FORMAT", "How the file is written", {"csv", "json", "ndjson", "xlsx"}},
             {"encoding",
              "NAME",
              "Of the text",
              {"utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "iso-8859-15"}},
             {"delimiter", "C", "Between cells; the word tab for a tab"},
             {"quote", "C", "Around cells; \" unless said"},
             {"no-header", "", "The first row is no header"},
             {"sheet", "NAME", "Of a spreadsheet; the first unless said"},
             {"items", "PATH", "Where the list is in a JSON object, like data.items"},
             {"decimal-comma", "", "1.234,5 instead of 1,234.5"},
             {"dates",
              "ORDER",
              "How dates are written that are not ISO",
              {"iso", "day-first", "month-first"}},
             {"keep-empty", "", "Empty cells change nothing"}},
        .examples = {{"import shop product products.csv --on sku --preview",
                      "What would come of it"},
                     {"import shop product products.csv --on sku --errors failed.csv",
                      "New and changed products"},
                     {"records shop order --format ndjson | syncline import copy order - --on id",
                      "From one project into another"}},
        .exits = {{ExitCode::Failed, "rows failed, or it was cancelled"}},
        .followsModels = true,
        .writes =
            [](const Arguments &args) { return !args.has("dry-run") && !args.has("preview"); },
        .run = runImport};
}

} // namespace syncline::cli
