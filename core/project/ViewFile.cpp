#include "core/project/ViewFile.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/base/Time.h"
#include "core/project/JsonFile.h"
#include "core/project/Names.h"

#include <algorithm>
#include <functional>

namespace syncline {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/** One comment of the header that may be a setting. */
struct HeaderLine
{
    int line = 0;
    std::size_t begin = 0; ///< Of the whole line in the text.
    std::size_t end = 0;   ///< Without the line's end.
    int column = 0;        ///< Of the value.
    std::string_view key;  ///< Empty: only a comment.
    std::string_view value;
};

HeaderLine headerLine(std::string_view line)
{
    HeaderLine found;
    const std::size_t mark = line.find("--");
    const std::string_view comment = line.substr(mark + 2);
    const std::size_t colon = comment.find(':');
    if (colon == std::string_view::npos)
        return found;
    found.key = trimmed(comment.substr(0, colon));
    found.value = trimmed(comment.substr(colon + 1));
    const auto at = found.value.empty()
                        ? line.size()
                        : static_cast<std::size_t>(found.value.data() - line.data());
    found.column = static_cast<int>(at) + 1;
    return found;
}

/** Calls @p visit for every line of comment in front of the SQL. */
void eachHeaderLine(std::string_view text, const std::function<void(const HeaderLine &)> &visit)
{
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    int number = 0;
    for (std::size_t at = text.starts_with(byteOrderMark) ? 3 : 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        const std::string_view shown = trimmed(line);
        ++number;
        if (!shown.empty() && !shown.starts_with("--"))
            return;
        if (!shown.empty()) {
            HeaderLine found = headerLine(line);
            found.line = number;
            found.begin = at;
            found.end = end;
            visit(found);
        }
        at = end + 1;
    }
}

bool isSetting(std::string_view key)
{
    return key == "title" || key == "description" || key == "param" || key == "chart";
}

/** A token as it is, or in JSON's quotes when it would not be read back else. */
std::string token(std::string_view text)
{
    const bool isPlain = !text.empty() &&
                         text.find_first_of(" \t\r\n,=\"\\") == std::string_view::npos &&
                         std::ranges::none_of(text, [](unsigned char c) { return c < 0x20; });
    return isPlain ? std::string(text) : json::write(Value(std::string(text)));
}

/** Reads words, quoted texts and signs from one setting. */
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : m_text(text)
    {
    }
    [[nodiscard]] bool atEnd()
    {
        skipBlanks();
        return m_at == m_text.size();
    }
    [[nodiscard]] std::size_t at() const { return m_at; }
    bool accept(char sign)
    {
        skipBlanks();
        if (m_at == m_text.size() || m_text[m_at] != sign)
            return false;
        ++m_at;
        return true;
    }
    [[nodiscard]] bool nextIsQuote()
    {
        skipBlanks();
        return m_at < m_text.size() && m_text[m_at] == '"';
    }
    /** Up to a blank or one of @p signs. */
    std::string word(std::string_view signs)
    {
        skipBlanks();
        const std::size_t end = std::min(
            m_text.find_first_of(std::string(blanks) + std::string(signs), m_at), m_text.size());
        return std::string(m_text.substr(std::exchange(m_at, end), end - m_at));
    }
    /** A text in JSON's quotes; nullopt: it is none. */
    std::optional<std::string> quoted()
    {
        skipBlanks();
        for (std::size_t end = m_at + 1; end < m_text.size(); ++end) {
            if (m_text[end] == '\\')
                ++end;
            else if (m_text[end] == '"') {
                const Result<Value> value = json::parse(m_text.substr(m_at, end + 1 - m_at));
                if (!value || !value->isString())
                    return std::nullopt;
                m_at = end + 1;
                return value->asString();
            }
        }
        return std::nullopt;
    }
    /** A word or a quoted text. */
    std::optional<std::string> name(std::string_view signs)
    {
        if (nextIsQuote())
            return quoted();
        std::string found = word(signs);
        return found.empty() ? std::nullopt : std::optional(std::move(found));
    }

    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(blanks, m_at), m_text.size()); }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

bool isParamType(FieldType type)
{
    return type == FieldType::String || type == FieldType::Number || type == FieldType::Boolean ||
           type == FieldType::Date || type == FieldType::DateTime;
}

class Reader
{
public:
    Reader(ViewDef &view, const std::string &path, std::vector<Problem> &problems)
        : m_view(view),
          m_path(path),
          m_problems(problems)
    {
    }

    void read(const HeaderLine &line)
    {
        m_line = &line;
        if (line.key == "title") {
            if (!m_view.title.empty())
                warn("The title is said twice; the last counts.");
            m_view.title = line.value;
        } else if (line.key == "description") {
            m_view.description +=
                (m_view.description.empty() ? "" : "\n") + std::string(line.value);
        } else if (line.key == "param") {
            readParam();
        } else if (line.key == "chart") {
            readChart();
        }
    }

private:
    void say(Problem::Severity severity, std::string message, std::size_t at)
    {
        m_problems.push_back({.severity = severity,
                              .code = std::string(headerProblem),
                              .message = std::move(message),
                              .file = m_path,
                              .line = m_line->line,
                              .column = m_line->column + static_cast<int>(at)});
    }
    void fail(std::string message, std::size_t at = 0)
    {
        say(Problem::Severity::Error, std::move(message), at);
    }
    void warn(std::string message) { say(Problem::Severity::Warning, std::move(message), 0); }

    void readParam()
    {
        Cursor cursor(m_line->value);
        ViewParam param;
        param.name = cursor.word("=\"");
        if (!text::isIdentifier(param.name)) {
            return fail("A parameter is said as \"-- param: since date = 2024-01-01 \"Orders "
                        "since\"\": its name begins with a letter or '_' and goes on with letters, "
                        "digits and '_'.");
        }
        if (m_view.findParam(param.name) != nullptr)
            return fail("The parameter " + inQuotes(param.name) +
                        " is said twice; the first counts.");
        cursor.skipBlanks(); // so that a problem points at the type
        const std::size_t typeAt = cursor.at();
        const std::string word = cursor.word("=\"");
        const std::optional<FieldType> type = fieldTypeFromName(word);
        if (!type || !isParamType(*type)) {
            return fail("The type of the parameter " + inQuotes(param.name) +
                            " must be string, number, boolean, date or dateTime, but is " +
                            (word.empty() ? "missing" : inQuotes(word)) + ".",
                        typeAt);
        }
        param.type = *type;
        if (cursor.accept('=') && !readDefault(cursor, param))
            return;
        if (cursor.nextIsQuote()) {
            std::optional<std::string> label = cursor.quoted();
            if (!label)
                return fail("The label of the parameter " + inQuotes(param.name) +
                                " has no end; it stands in quotes.",
                            cursor.at());
            param.label = std::move(*label);
        }
        if (!cursor.atEnd())
            return fail("What stands behind the parameter " + inQuotes(param.name) +
                            " is not understood: only a default (= …) and a label in quotes may.",
                        cursor.at());
        m_view.params.push_back(std::move(param));
    }

    bool readDefault(Cursor &cursor, ViewParam &param)
    {
        const bool isQuoted = cursor.nextIsQuote();
        const std::size_t at = cursor.at();
        Value value;
        if (isQuoted) {
            std::optional<std::string> text = cursor.quoted();
            if (!text) {
                fail("The default of the parameter " + inQuotes(param.name) + " has no end.", at);
                return false;
            }
            value = std::move(*text);
        } else {
            const std::string word = cursor.word("\"");
            Result<Value> parsed = json::parse(word);
            value = parsed && !parsed->isList() && !parsed->isObject() ? std::move(parsed).value()
                                                                       : Value(word);
            if (param.type == FieldType::String && !value.isNull()) {
                fail("The default of the parameter " + inQuotes(param.name) +
                         " is a text, which stands in quotes.",
                     at);
                return false;
            }
        }
        Result<Value> coerced = coerce(param.asField(), value);
        if (!coerced) {
            fail("The default of the parameter " + inQuotes(param.name) + " " +
                     coerced.error().message() + ".",
                 at);
            return false;
        }
        param.defaultValue = std::move(coerced).value();
        return true;
    }

    void readChart()
    {
        if (m_view.chart)
            return fail("A view has one chart; this one is left out.");
        Cursor cursor(m_line->value);
        ViewChart chart;
        const std::string word = cursor.word("=\"");
        const std::optional<ChartKind> kind = chartKindFromName(word);
        if (!kind) {
            return fail(
                "A chart is said as \"-- chart: bar x=month y=revenue\": its kind is bar, line "
                "or pie, but is " +
                (word.empty() ? "missing" : inQuotes(word)) + ".");
        }
        chart.kind = *kind;
        while (!cursor.atEnd()) {
            const std::size_t at = cursor.at();
            const std::string axis = cursor.word("=,\"");
            const bool isKnown =
                (axis == "x" && chart.x.empty()) || (axis == "y" && chart.y.empty());
            if (!isKnown || !cursor.accept('='))
                return fail("A chart has x= and y=, each once and with the names of columns.", at);
            if (!readColumns(cursor, axis == "x" ? nullptr : &chart.y, chart.x))
                return fail("The name of a column is missing behind " + axis + "=.", at);
        }
        if (chart.x.empty() || chart.y.empty())
            return fail("A chart needs both x= and y=: the columns that name and that measure.");
        m_view.chart = std::move(chart);
    }

    /** One name into @p one, or, when there is @p many, any number of them there. */
    static bool readColumns(Cursor &cursor, std::vector<std::string> *many, std::string &one)
    {
        do {
            std::optional<std::string> name = cursor.name(",=\"");
            if (!name || name->empty())
                return false;
            if (many == nullptr) {
                one = std::move(*name);
                return true;
            }
            many->push_back(std::move(*name));
        } while (cursor.accept(','));
        return true;
    }

    ViewDef &m_view;
    const std::string &m_path;
    std::vector<Problem> &m_problems;
    const HeaderLine *m_line = nullptr;
};

std::string defaultText(const ViewParam &param)
{
    const Value &value = param.defaultValue;
    if (value.isDate())
        return iso::format(value.asDate());
    if (value.isDateTime())
        return iso::format(value.asDateTime());
    return json::write(value);
}

std::string oneLine(std::string text)
{
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return std::string(trimmed(text));
}

std::string chartLine(const ViewChart &chart)
{
    std::string line =
        "-- chart: " + std::string(chartKindName(chart.kind)) + " x=" + token(chart.x) + " y=";
    for (std::size_t i = 0; i < chart.y.size(); ++i)
        line += (i == 0 ? "" : ",") + token(chart.y[i]);
    return line;
}

} // namespace

std::string viewPath(std::string_view name)
{
    return "views/" + std::string(name) + ".sql";
}

ViewDef readView(std::string_view name, std::string_view text, const std::string &path,
                 std::vector<Problem> &problems)
{
    ViewDef view;
    view.name = name;
    view.text = text;
    Reader reader(view, path, problems);
    eachHeaderLine(text, [&](const HeaderLine &line) { reader.read(line); });
    return view;
}

std::string viewHeader(const ViewDef &view)
{
    std::string header;
    if (const std::string title = oneLine(view.title); !title.empty())
        header += "-- title: " + title + "\n";
    for (std::size_t at = 0; at < view.description.size();) {
        const std::size_t end = std::min(view.description.find('\n', at), view.description.size());
        header += "-- description: " + oneLine(view.description.substr(at, end - at)) + "\n";
        at = end + 1;
    }
    for (const ViewParam &param : view.params) {
        header += "-- param: " + param.name + " " + std::string(fieldTypeName(param.type));
        if (!param.defaultValue.isNull())
            header += " = " + defaultText(param);
        if (!param.label.empty())
            header += " " + json::write(Value(param.label));
        header += "\n";
    }
    if (view.chart)
        header += chartLine(*view.chart) + "\n";
    return header;
}

std::string withChart(std::string_view text, const std::optional<ViewChart> &chart)
{
    std::optional<HeaderLine> old;
    std::size_t behind = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    eachHeaderLine(text, [&](const HeaderLine &line) {
        if (line.key == "chart" && !old)
            old = line;
        if (isSetting(line.key))
            behind = std::min(line.end + 1, text.size());
    });
    std::string changed(text);
    const std::string line = chart ? chartLine(*chart) : std::string();
    if (old && chart) {
        changed.replace(old->begin, old->end - old->begin, line);
    } else if (old) {
        changed.erase(old->begin, std::min(old->end + 1, text.size()) - old->begin);
    } else if (chart) {
        const bool needsBreak = behind > 0 && behind == text.size() && !text.ends_with('\n');
        changed.insert(behind, (needsBreak ? "\n" : "") + line + "\n");
    }
    return changed;
}

Result<ValueObject> viewValues(const ViewDef &view, const ValueObject &given)
{
    ValueObject values;
    for (const auto &[name, value] : given) {
        if (view.findParam(name) == nullptr) {
            std::string known;
            for (const ViewParam &param : view.params)
                known += (known.empty() ? "" : ", ") + param.name;
            return Error(errc::invalidInput, "The view has no parameter \"%1\"; it has %2.",
                         {text::displayLine(name, 80), known.empty() ? "none" : known});
        }
    }
    for (const ViewParam &param : view.params) {
        const Value *value = given.find(param.name);
        if (value == nullptr) {
            values.append(param.name, param.defaultValue);
            continue;
        }
        Result<Value> coerced = coerce(param.asField(), *value);
        if (!coerced)
            return Error(errc::invalidInput, "The parameter %1 %2.",
                         {param.name, coerced.error().message()});
        values.append(param.name, std::move(coerced).value());
    }
    return values;
}

Result<void> checkViewName(std::string_view name)
{
    if (const auto fault = nameFault(NameKind::View, name))
        return Error(errc::invalidInput, "%1", {*fault});
    return {};
}

} // namespace syncline
