#include "ui/code/SqlCompletion.h"

#include "core/base/TextSafe.h"
#include "core/project/ViewFile.h"
#include "core/record/view/SqlTokens.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace syncline::ui {

namespace {

/** Words of the language that views need, and which a name has to be quoted beside. */
constexpr std::array<std::string_view, 62> sqlKeywords{
    "ALL",       "AND",    "AS",     "ASC",     "BETWEEN", "BY",     "CASE",        "CAST",
    "COLLATE",   "COMMIT", "CROSS",  "CURRENT", "DEFAULT", "DELETE", "DESC",        "DISTINCT",
    "ELSE",      "END",    "ESCAPE", "EXCEPT",  "EXISTS",  "FILTER", "FIRST",       "FROM",
    "FULL",      "GLOB",   "GROUP",  "HAVING",  "IN",      "INDEX",  "INNER",       "INTERSECT",
    "INTO",      "IS",     "JOIN",   "LAST",    "LEFT",    "LIKE",   "LIMIT",       "NOT",
    "NULL",      "NULLS",  "OFFSET", "ON",      "OR",      "ORDER",  "OVER",        "PARTITION",
    "RECURSIVE", "RIGHT",  "SELECT", "SET",     "TABLE",   "THEN",   "TRANSACTION", "UNION",
    "UPDATE",    "USING",  "VALUES", "WHEN",    "WHERE",   "WITH"};

/** Keywords that a view may not use; they only need quotes. */
constexpr std::array<std::string_view, 9> unofferedSqlKeywords{
    "COMMIT", "CURRENT", "DEFAULT", "DELETE", "INDEX", "INTO", "TABLE", "TRANSACTION", "UPDATE"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> sqlFunctions{
    {{"abs", "abs(number)"},
     {"avg", "avg(number): the mean of a group"},
     {"ceil", "ceil(number)"},
     {"coalesce", "coalesce(a, b, …): the first that is not null"},
     {"count", "count(*) or count(value)"},
     {"date", "date(time, modifier…): \"2024-01-31\""},
     {"floor", "floor(number)"},
     {"group_concat", "group_concat(text, separator)"},
     {"iif", "iif(condition, then, else)"},
     {"instr", "instr(text, part): where it begins"},
     {"json_each", "json_each(list): a row for each item"},
     {"json_extract", "json_extract(json, '$.path')"},
     {"julianday", "julianday(time): days, for differences"},
     {"length", "length(text)"},
     {"lower", "lower(text)"},
     {"max", "max(value)"},
     {"min", "min(value)"},
     {"printf", "printf('%.2f', number)"},
     {"replace", "replace(text, part, other)"},
     {"round", "round(number, digits)"},
     {"strftime", "strftime('%Y-%m', time)"},
     {"substr", "substr(text, from, length)"},
     {"sum", "sum(number)"},
     {"upper", "upper(text)"}}};

bool isSqlNameChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string sqlUpper(std::string_view word)
{
    std::string out(word);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

std::string sqlWritten(const std::string &name)
{
    return std::ranges::binary_search(sqlKeywords, std::string_view(sqlUpper(name)))
               ? '"' + name + '"'
               : name;
}

/** Whether @p text ends inside a comment, a text or a name in quotes. */
bool endsInsideSqlText(std::string_view text)
{
    char inside = '\0'; // a quote, '-' or '*'
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (inside == '\0') {
            if (rest.starts_with("--"))
                inside = '-';
            else if (rest.starts_with("/*"))
                inside = '*';
            else if (rest.front() == '\'' || rest.front() == '"')
                inside = rest.front();
        } else if ((inside == '-' && rest.front() == '\n') ||
                   (inside == rest.front() && inside != '-' && inside != '*')) {
            inside = '\0';
        } else if (inside == '*' && rest.starts_with("*/")) {
            inside = '\0';
            ++i;
        }
    }
    return inside != '\0';
}

/** What a name in front of "." stands for: models by their names and aliases, folded. */
std::map<std::string, const ModelDef *> modelsNamedIn(const ProjectDef &project,
                                                      std::string_view text)
{
    std::map<std::string, const ModelDef *> byName;
    for (const auto &model : project.models)
        byName.emplace(sqlFolded(model->name), model.get());
    std::map<std::string, const ModelDef *> named;
    SqlTokens tokens(text);
    const auto isName = [](const SqlToken &token) {
        return token.kind == SqlToken::Kind::Word || token.kind == SqlToken::Kind::Quoted;
    };
    const auto isKeyword = [](const SqlToken &token) {
        return token.kind == SqlToken::Kind::Word &&
               std::ranges::binary_search(sqlKeywords, std::string_view(sqlUpper(token.text)));
    };
    for (SqlToken token = tokens.next(); token.kind != SqlToken::Kind::End;) {
        const auto found = isName(token) && !isKeyword(token) ? byName.find(sqlFolded(token.name()))
                                                              : byName.end();
        token = tokens.next();
        if (found == byName.end())
            continue;
        named.insert(*found);
        if (token.kind == SqlToken::Kind::Word && sqlUpper(token.text) == "AS")
            token = tokens.next();
        if (isName(token) && !isKeyword(token))
            named.emplace(sqlFolded(token.name()), found->second);
    }
    return named;
}

class SqlOffer
{
public:
    void add(std::string name, ApiMember::Kind kind, std::string signature = {},
             std::string summary = {})
    {
        if (m_names.insert(name).second)
            m_items.push_back({.name = std::move(name),
                               .kind = kind,
                               .type = {},
                               .signature = std::move(signature),
                               .summary = std::move(summary)});
    }
    void addFields(const ModelDef &model)
    {
        add("id", ApiMember::Kind::Field, model.name + ".id");
        for (const FieldDef &field : model.fields) {
            if (!field.hasValue() || field.isSecret())
                continue;
            const std::string name = field.name + (field.type == FieldType::BelongsTo ? "Id" : "");
            add(name, ApiMember::Kind::Field,
                model.name + "." + name + ": " + std::string(fieldTypeName(field.type)),
                field.comment);
        }
        for (const char *name : {"createdAt", "updatedAt", "remoteId"})
            add(name, ApiMember::Kind::Field, model.name + "." + name);
    }
    std::vector<ApiMember> take(std::string_view word)
    {
        const std::string begin = sqlFolded(word);
        std::erase_if(m_items, [&](const ApiMember &item) {
            return !sqlFolded(bareName(item)).starts_with(begin) || item.name == word;
        });
        std::ranges::stable_sort(m_items, {}, [](const ApiMember &item) {
            return std::pair(item.kind == ApiMember::Kind::Keyword, sqlFolded(bareName(item)));
        });
        return std::move(m_items);
    }

private:
    /** Without the quote that it may begin with. */
    static std::string_view bareName(const ApiMember &item)
    {
        const std::string_view name = item.name;
        return name.substr(name.starts_with('"') ? 1 : 0);
    }

    std::vector<ApiMember> m_items;
    std::set<std::string> m_names;
};

} // namespace

SqlCompletion completeSql(const ProjectDef &project, std::string_view text, std::size_t caret)
{
    SqlCompletion completion;
    caret = std::min(caret, text.size());
    completion.wordBegin = caret;
    while (completion.wordBegin > 0 && isSqlNameChar(text[completion.wordBegin - 1]))
        --completion.wordBegin;
    if (endsInsideSqlText(text.substr(0, completion.wordBegin)))
        return completion;
    const std::string_view word = text.substr(completion.wordBegin, caret - completion.wordBegin);
    const std::string_view before = text.substr(0, completion.wordBegin);
    const std::map<std::string, const ModelDef *> named = modelsNamedIn(project, text);
    SqlOffer offer;
    if (before.ends_with(':')) {
        std::vector<Problem> ignored;
        for (const ViewParam &param : readView({}, text, {}, ignored).params)
            offer.add(param.name, ApiMember::Kind::Local,
                      ":" + param.name + ": " + std::string(fieldTypeName(param.type)),
                      param.label);
    } else if (before.ends_with('.')) {
        std::size_t begin = before.size() - 1;
        const bool isQuoted = begin > 0 && before[begin - 1] == '"';
        const std::size_t end = isQuoted ? --begin : begin;
        while (begin > 0 && isSqlNameChar(before[begin - 1]))
            --begin;
        const auto model = named.find(sqlFolded(before.substr(begin, end - begin)));
        if (model != named.end())
            offer.addFields(*model->second);
    } else {
        for (const auto &[name, model] : named)
            offer.addFields(*model);
        for (const auto &model : project.models)
            offer.add(sqlWritten(model->name), ApiMember::Kind::Model, "model " + model->name,
                      model->comment);
        for (const auto &[name, signature] : sqlFunctions)
            offer.add(std::string(name), ApiMember::Kind::Function, std::string(signature));
        for (const std::string_view keyword : sqlKeywords) {
            if (!std::ranges::binary_search(unofferedSqlKeywords, keyword))
                offer.add(std::string(keyword), ApiMember::Kind::Keyword);
        }
    }
    completion.items = offer.take(word);
    return completion;
}

} // namespace syncline::ui
