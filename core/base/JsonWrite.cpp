#include "core/base/JsonWriter.h"
#include "core/base/Time.h"
#include "core/base/Utf8.h"

#include <array>
#include <charconv>
#include <cmath>

namespace syncline::json {

namespace {

enum class Byte : std::uint8_t { Plain, Escape, Multi };

constexpr std::array<Byte, 256> classify()
{
    std::array<Byte, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = i >= 0x80                           ? Byte::Multi
                   : i < 0x20 || i == '"' || i == '\\' ? Byte::Escape
                                                       : Byte::Plain;
    return table;
}
constexpr std::array<Byte, 256> byteTable = classify();

Byte classOf(char c)
{
    return byteTable[static_cast<unsigned char>(c)];
}

void appendEscape(std::string &out, char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\b':
        out += "\\b";
        return;
    case '\f':
        out += "\\f";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        out += "\\u00";
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 0x0FU];
    }
}

template <typename Number>
void appendNumber(std::string &out, Number number)
{
    std::array<char, 32> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): written below
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    out.append(buffer.data(), end);
}

/** The shortest digits that read back the same; 100000 rather than 1e+05. */
void appendReal(std::string &out, double number)
{
    std::array<char, 32> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): written below
    const double size = std::abs(number);
    const auto format = size == 0 || (size >= 1e-5 && size < 1e17) ? std::chars_format::fixed
                                                                   : std::chars_format::scientific;
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format);
    out.append(buffer.data(), end);
}

} // namespace

void Writer::newLine()
{
    m_out += '\n';
    m_out.append(2 * m_depth, ' ');
}

void Writer::separate()
{
    if (m_afterKey) {
        m_afterKey = false;
        return;
    }
    if (!m_empty)
        m_out += ',';
    m_empty = false;
    if (m_indented && m_depth > 0)
        newLine();
}

void Writer::begin(char bracket)
{
    separate();
    m_out += bracket;
    ++m_depth;
    m_empty = true;
}

void Writer::end(char bracket)
{
    --m_depth;
    if (m_indented && !m_empty)
        newLine();
    m_out += bracket;
    m_empty = false;
}

void Writer::key(std::string_view name)
{
    separate();
    quoted(name);
    m_out += ':';
    if (m_indented)
        m_out += ' ';
    m_afterKey = true;
}

void Writer::null()
{
    separate();
    m_out += "null";
}

void Writer::boolean(bool value)
{
    separate();
    m_out += value ? "true" : "false";
}

void Writer::integer(std::int64_t value)
{
    separate();
    appendNumber(m_out, value);
}

void Writer::integer(std::uint64_t value)
{
    separate();
    appendNumber(m_out, value);
}

void Writer::real(double value)
{
    if (!std::isfinite(value)) {
        null();
        return;
    }
    separate();
    const std::size_t begin = m_out.size();
    appendReal(m_out, value);
    if (m_out.find_first_of(".e", begin) == std::string::npos)
        m_out += ".0";
}

void Writer::string(std::string_view value)
{
    separate();
    quoted(value);
}

/** Appends the run from @p at on that needs no escape; returns where it ends.
 */
std::size_t Writer::appendPlain(std::string_view text, std::size_t at)
{
    const std::size_t begin = at;
    while (at < text.size() && classOf(text[at]) != Byte::Escape) {
        if (classOf(text[at]) == Byte::Plain) {
            ++at;
            continue;
        }
        const text::CodePoint point = text::decodeAt(text, at);
        if (!point.valid) {
            m_out.append(text.substr(begin, at - begin));
            m_out += text::replacement;
            return at + point.length;
        }
        at += point.length;
    }
    m_out.append(text.substr(begin, at - begin));
    return at;
}

void Writer::quoted(std::string_view text)
{
    m_out += '"';
    for (std::size_t at = 0; at < text.size();) {
        if (classOf(text[at]) == Byte::Escape)
            appendEscape(m_out, text[at++]);
        else
            at = appendPlain(text, at);
    }
    m_out += '"';
}

void Writer::value(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return null();
    case Value::Kind::Bool:
        return boolean(value.asBool());
    case Value::Kind::Int:
        return integer(value.asInt());
    case Value::Kind::Double:
        return real(value.asDouble());
    case Value::Kind::String:
        return string(value.asString());
    case Value::Kind::Date:
        return string(iso::format(value.asDate()));
    case Value::Kind::DateTime:
        return string(iso::format(value.asDateTime()));
    case Value::Kind::List:
        if (m_depth >= maxDepth)
            return null();
        beginList();
        for (const Value &item : value.asList())
            this->value(item);
        return endList();
    case Value::Kind::Object:
        if (m_depth >= maxDepth)
            return null();
        beginObject();
        for (const auto &[name, member] : value.asObject()) {
            key(name);
            this->value(member);
        }
        return endObject();
    }
}

std::string write(const Value &value, Layout layout)
{
    std::string out;
    Writer(out, layout).value(value);
    return out;
}

} // namespace syncline::json
