#include "core/transfer/MapFile.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/project/JsonFile.h"

#include <algorithm>

namespace syncline {

namespace {

Error wrong(std::string_view key, std::string_view what)
{
    return {errc::invalidInput,
            "In the import map \"%1\" must be %2.",
            {std::string(key), std::string(what)}};
}

/** Reads a text that is one of a few words. */
template <typename T>
Result<void> readWord(const Value &value, std::string_view key, std::string_view words,
                      std::optional<T> (*fromName)(std::string_view), std::optional<T> &out)
{
    if (value.isNull())
        return {};
    out = value.isString() ? fromName(value.asString()) : std::nullopt;
    return out ? Result<void>() : wrong(key, words);
}

Result<void> readText(const Value &value, std::string_view key, std::string &out)
{
    if (value.isNull())
        return {};
    if (!value.isString())
        return wrong(key, "text");
    out = value.asString();
    return {};
}

Result<void> readCharacter(const Value &value, std::string_view key, char &out)
{
    if (value.isNull())
        return {};
    const std::string text = value.stringOr();
    const bool isFit = text.size() == 1 && text != "\n" && text != "\r";
    if (!isFit)
        return wrong(key, "one character");
    out = text.front();
    return {};
}

Result<void> readFlag(const Value &value, std::string_view key, bool &out)
{
    if (value.isNull())
        return {};
    if (!value.isBool())
        return wrong(key, "true or false");
    out = value.asBool();
    return {};
}

Result<SourceSettings> readSource(const Value &json)
{
    SourceSettings source;
    if (json.isNull())
        return source;
    if (!json.isObject())
        return wrong("source", "an object");
    SYNCLINE_CHECK(readWord(json["format"], "source.format", "csv, json, ndjson or xlsx",
                            transferFormatFromName, source.format));
    SYNCLINE_CHECK(readWord(json["encoding"], "source.encoding",
                            "utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1 or iso-8859-15",
                            textEncodingFromName, source.encoding));
    SYNCLINE_CHECK(readCharacter(json["delimiter"], "source.delimiter", source.delimiter));
    SYNCLINE_CHECK(readCharacter(json["quote"], "source.quote", source.quote));
    if (!json["header"].isNull()) {
        bool header = true;
        SYNCLINE_CHECK(readFlag(json["header"], "source.header", header));
        source.header = header;
    }
    SYNCLINE_CHECK(readText(json["sheet"], "source.sheet", source.sheet));
    SYNCLINE_CHECK(readText(json["items"], "source.items", source.items));
    SYNCLINE_CHECK(readFlag(json["decimalComma"], "source.decimalComma", source.decimalComma));
    std::optional<DateOrder> dates = source.dates;
    SYNCLINE_CHECK(readWord(json["dates"], "source.dates", "iso, day-first or month-first",
                            dateOrderFromName, dates));
    source.dates = *dates;
    bool keepsEmpty = false;
    SYNCLINE_CHECK(readFlag(json["keepEmpty"], "source.keepEmpty", keepsEmpty));
    source.empty = keepsEmpty ? EmptyCells::Keep : EmptyCells::Clear;
    return source;
}

Result<ColumnMap> readColumn(const std::string &name, const Value &json)
{
    ColumnMap column{.column = name, .field = {}, .match = {}};
    if (json.isNull() || json.isString()) {
        column.field = json.stringOr();
        return column;
    }
    if (!json.isObject() || !json["field"].isString()) {
        return wrong("columns." + text::displayLine(name, 80),
                     "a field's name, null, or {\"field\": …, \"match\": …}");
    }
    column.field = json["field"].asString();
    SYNCLINE_CHECK(readText(json["match"], "columns." + name + ".match", column.match));
    return column;
}

Result<void> readColumns(const ValueObject &json, ImportMap &map)
{
    for (const auto &[name, value] : json) {
        SYNCLINE_TRY(ColumnMap column, readColumn(name, value));
        map.columns.push_back(std::move(column));
    }
    return {};
}

constexpr std::string_view knownKeys[] = {"model", "on", "mode", "source", "columns"};

ValueObject sourceValue(const SourceSettings &source)
{
    const SourceSettings standard;
    ValueObject out;
    if (source.format)
        out.append("format", transferFormatName(*source.format));
    if (source.encoding)
        out.append("encoding", textEncodingName(*source.encoding));
    if (source.delimiter != standard.delimiter)
        out.append("delimiter", std::string(1, source.delimiter));
    if (source.quote != standard.quote)
        out.append("quote", std::string(1, source.quote));
    if (source.header)
        out.append("header", *source.header);
    putText(out, "sheet", source.sheet);
    putText(out, "items", source.items);
    putFlag(out, "decimalComma", source.decimalComma, false);
    if (source.dates != standard.dates)
        out.append("dates", dateOrderName(source.dates));
    putFlag(out, "keepEmpty", source.empty == EmptyCells::Keep, false);
    return out;
}

} // namespace

Result<ImportMap> parseImportMap(const Value &json)
{
    if (!json.isObject())
        return Error(errc::invalidInput, "An import map is a JSON object.");
    ImportMap map;
    const Value &columns = json["columns"];
    const bool isWhole = columns.isObject() || json["source"].isObject();
    if (!isWhole) {
        SYNCLINE_CHECK(readColumns(json.asObject(), map));
        return map;
    }
    SYNCLINE_CHECK(readText(json["model"], "model", map.model));
    SYNCLINE_CHECK(readText(json["on"], "on", map.on));
    std::optional<ImportMode> mode = map.on.empty() ? ImportMode::Create : ImportMode::Upsert;
    SYNCLINE_CHECK(
        readWord(json["mode"], "mode", "create, update or upsert", importModeFromName, mode));
    map.mode = *mode;
    SYNCLINE_TRY(map.source, readSource(json["source"]));
    if (columns.isObject())
        SYNCLINE_CHECK(readColumns(columns.asObject(), map));
    else if (!columns.isNull())
        return wrong("columns", "an object");
    for (const auto &[key, value] : json.asObject()) {
        if (std::ranges::find(knownKeys, key) == std::end(knownKeys))
            map.extra.append(key, value);
    }
    return map;
}

std::string importMapText(const ImportMap &map)
{
    ValueObject out;
    putText(out, "model", map.model);
    putText(out, "on", map.on);
    const ImportMode standard = map.on.empty() ? ImportMode::Create : ImportMode::Upsert;
    if (map.mode != standard)
        out.append("mode", importModeName(map.mode));
    putObject(out, "source", sourceValue(map.source));
    ValueObject columns;
    for (const ColumnMap &column : map.columns) {
        if (!column.match.empty())
            columns.set(column.column,
                        ValueObject{{"field", column.field}, {"match", column.match}});
        else
            columns.set(column.column, column.field.empty() ? Value() : Value(column.field));
    }
    out.append("columns", std::move(columns));
    putExtra(out, map.extra);
    return fileText(out);
}

Result<std::string> importMapPath(std::string_view name)
{
    const bool isFit = !name.empty() && name.size() <= 80 && name.front() != '.' &&
                       std::ranges::none_of(name, [](char c) {
                           return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
                       });
    if (!isFit) {
        return Error(errc::invalidInput,
                     "\"%1\" is no name for an import map; use letters, digits, spaces and -.",
                     {text::displayLine(name, 80)});
    }
    return std::string(importMapFolder) + "/" + std::string(name) + ".json";
}

} // namespace syncline
