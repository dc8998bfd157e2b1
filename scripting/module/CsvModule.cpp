#include "core/transfer/CsvRow.h"
#include "scripting/binding/Binding.h"
#include "scripting/binding/Modules.h"
#include "scripting/lua/LuaValue.h"
#include "scripting/module/PlainText.h"
#include "scripting/sandbox/Sandbox.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

char delimiterOf(const ValueObject &options, char fallback)
{
    const std::string delimiter = options.at("delimiter").stringOr();
    if (delimiter.empty())
        return fallback;
    if (delimiter.size() != 1 || delimiter == "\"" || delimiter == "\n" || delimiter == "\r")
        throw lua::ScriptRaise(Error(errc::invalidInput, "A CSV delimiter is one character."));
    return delimiter.front();
}

void pushRow(lua_State *lua, const CsvRow &row, const std::vector<std::string> &names)
{
    const auto &cells = row.cells();
    lua_createtable(lua, names.empty() ? static_cast<int>(cells.size()) : 0,
                    static_cast<int>(names.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        lua::pushText(lua, cells[i]);
        if (names.empty())
            lua_rawseti(lua, -2, static_cast<lua_Integer>(i) + 1);
        else if (i < names.size())
            lua_setfield(lua, -2, names[i].c_str());
        else
            lua_pop(lua, 1);
    }
}

int parse(lua_State *lua)
{
    std::string_view text = lua::checkText(lua, 1);
    const ValueObject options = lua::optionalObject(lua, 2, "options");
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    const bool hasHeader = options.at("header").boolOr(true);
    CsvRow row(delimiterOf(options, CsvRow::guessDelimiter(text.substr(0, 64U * 1024))));
    std::vector<std::string> names;
    bool isHeader = hasHeader;
    lua_newtable(lua);
    lua_Integer count = 0;
    sandbox::Ticker ticker(lua);
    while (!text.empty()) {
        ticker.tick();
        text.remove_prefix(*row.read(text, true));
        if (row.isBlank())
            continue;
        if (isHeader) {
            names = row.cells();
            isHeader = false;
            continue;
        }
        pushRow(lua, row, names);
        lua_rawseti(lua, -2, ++count);
    }
    lua::markArray(lua);
    return 1;
}

std::vector<std::string> columnsOf(const ValueList &rows, const ValueObject &options)
{
    std::vector<std::string> columns;
    if (options.at("columns").isList()) {
        for (const Value &column : options.at("columns").asList())
            columns.push_back(plainText(column));
        return columns;
    }
    for (const Value &row : rows) {
        if (!row.isObject())
            continue;
        for (const auto &[name, value] : row.asObject()) {
            if (std::find(columns.begin(), columns.end(), name) == columns.end())
                columns.push_back(name);
        }
    }
    return columns;
}

int encode(lua_State *lua)
{
    const Value rows = lua::toValue(lua, 1, "rows");
    const ValueObject options = lua::optionalObject(lua, 2, "options");
    const char delimiter = delimiterOf(options, ',');
    const ValueList list = rows.isList() ? rows.asList() : ValueList{};
    const std::vector<std::string> columns = columnsOf(list, options);
    std::string out;
    const auto appendRow = [&out, delimiter](const std::vector<std::string> &cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0)
                out += delimiter;
            CsvRow::append(out, cells[i], delimiter);
        }
        out += "\r\n";
    };
    if (!columns.empty() && options.at("header").boolOr(true))
        appendRow(columns);
    sandbox::Ticker ticker(lua);
    for (const Value &row : list) {
        ticker.tick();
        std::vector<std::string> cells;
        if (row.isList()) {
            for (const Value &cell : row.asList())
                cells.push_back(plainText(cell));
        } else {
            for (const std::string &column : columns)
                cells.push_back(plainText(row[column]));
        }
        appendRow(cells);
    }
    lua::pushText(lua, out);
    return 1;
}

constexpr Binding bindings[] = {
    {"parse", lua::entry<parse>, "csv.parse(text: string, options?: table): table",
     "Rows as tables by the names of the first row; { header = false } gives lists, { delimiter = "
     "\";\" } sets what is else guessed. Cells are strings.",
     "SYNC_INVALID_INPUT", "for _, row in ipairs(csv.parse(text)) do print(row.name) end"},
    {"encode", lua::entry<encode>, "csv.encode(rows: table, options?: table): string",
     "CSV text of a list of tables or lists: { columns = {…}, delimiter =, header = }.",
     "SYNC_INVALID_INPUT", "csv.encode({ { a = 1, b = 2 } }, { columns = { \"b\", \"a\" } })"},
};

} // namespace

const Module csvModule{"csv", Module::Kind::Library, "CSV text.", bindings, nullptr};

} // namespace syncline
