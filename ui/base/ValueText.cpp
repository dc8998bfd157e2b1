#include "ui/base/Text.h"

#include "core/base/TextSafe.h"
#include "core/base/Time.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr std::size_t lineLimit = 512;

QString numberText(const Value &value, const FieldDef *field)
{
    if (value.isInt())
        return QString::number(value.asInt());
    const double number = value.asDouble();
    if (field && field->decimals >= 0 && std::isfinite(number))
        return QString::number(number, 'f', field->decimals);
    if (number == 0 && std::signbit(number))
        return QStringLiteral("-0"); // no other number
    return QString::number(number, 'g', QLocale::FloatingPointShortest);
}

void appendString(std::string &out, std::string_view text, std::size_t maxChars)
{
    out += '"';
    for (const char c : text) {
        if (out.size() >= maxChars)
            return;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += c;
        }
    }
    out += '"';
}

void appendJson(std::string &out, const Value &value, std::size_t maxChars)
{
    if (out.size() >= maxChars)
        return;
    switch (value.kind()) {
    case Value::Kind::List: {
        out += '[';
        bool first = true;
        for (const Value &item : value.asList()) {
            if (!std::exchange(first, false))
                out += ", ";
            appendJson(out, item, maxChars);
            if (out.size() >= maxChars)
                return;
        }
        out += ']';
        break;
    }
    case Value::Kind::Object: {
        out += '{';
        bool first = true;
        for (const auto &[key, member] : value.asObject()) {
            if (!std::exchange(first, false))
                out += ", ";
            appendString(out, key, maxChars);
            out += ": ";
            appendJson(out, member, maxChars);
            if (out.size() >= maxChars)
                return;
        }
        out += '}';
        break;
    }
    case Value::Kind::String:
        appendString(out, value.asString(), maxChars);
        break;
    case Value::Kind::Date:
    case Value::Kind::DateTime:
        appendString(out,
                     value.isDate() ? iso::format(value.asDate()) : iso::format(value.asDateTime()),
                     maxChars);
        break;
    case Value::Kind::Null:
        out += "null";
        break;
    case Value::Kind::Bool:
        out += value.asBool() ? "true" : "false";
        break;
    case Value::Kind::Int:
    case Value::Kind::Double:
        out += fromQString(numberText(value, nullptr));
        break;
    }
}

} // namespace

std::string shortJson(const Value &value, std::size_t maxChars)
{
    std::string out;
    appendJson(out, value, maxChars);
    if (out.size() >= maxChars) {
        out.resize(text::cut(out, maxChars).size());
        out += "…";
    }
    return out;
}

namespace {

/** A value whose type says how it reads; null: as its kind reads. */
QString specialText(const Value &value, const FieldDef &field)
{
    if (value.isNull())
        return {};
    if (field.isSecret()) { // a text is one that was typed and not yet saved
        const bool typed = value.isString() && !value.asString().starts_with("sealed:");
        return typed ? u"••••••"_s : QCoreApplication::translate("Text", "set");
    }
    if (field.type == FieldType::Union && value["__typename"].isString())
        return displayLine(value["__typename"].asString() + " " + value["id"].stringOr(), 120);
    if (field.type == FieldType::File && value.isObject()) {
        const auto bytes =
            static_cast<std::uint64_t>(std::max<std::int64_t>(value["byteSize"].intOr(), 0));
        return displayLine(value["fileName"].stringOr(), 120) + u" ("_s +
               toQString(text::humanSize(bytes)) + u")"_s;
    }
    return {};
}

} // namespace

QString valueText(const Value &value, const FieldDef *field)
{
    if (field &&
        (field->isSecret() || field->type == FieldType::File || field->type == FieldType::Union)) {
        if (const QString text = specialText(value, *field); !text.isEmpty())
            return text;
    }
    switch (value.kind()) {
    case Value::Kind::Null:
        return {};
    case Value::Kind::Bool:
        return value.asBool() ? QCoreApplication::translate("Text", "yes")
                              : QCoreApplication::translate("Text", "no");
    case Value::Kind::Int:
    case Value::Kind::Double:
        return numberText(value, field);
    case Value::Kind::Date:
        return toQString(iso::format(value.asDate()));
    case Value::Kind::DateTime:
        return timeText(value.asDateTime());
    case Value::Kind::String: {
        if (field && (field->type == FieldType::Enum || field->type == FieldType::RecordState)) {
            for (const EnumOption &option : field->options) {
                if (option.value == value.asString() && !option.label.empty())
                    return displayLine(option.label);
            }
        }
        return displayLine(text::cut(value.asString(), 4 * lineLimit));
    }
    case Value::Kind::List:
    case Value::Kind::Object:
        return displayLine(shortJson(value, lineLimit));
    }
    return {};
}

bool isLong(const Value &value)
{
    if (value.isString()) {
        const std::string &text = value.asString();
        return text.size() > lineLimit || text.find('\n') != std::string::npos;
    }
    return (value.isList() || value.isObject()) && roughSize(value, 80) >= 80;
}

std::size_t roughSize(const Value &value, std::size_t limit)
{
    std::size_t size = 4;
    if (value.isString())
        return value.asString().size() + 2;
    if (value.isList()) {
        for (const Value &item : value.asList()) {
            size += roughSize(item, limit) + 2;
            if (size >= limit)
                break;
        }
    } else if (value.isObject()) {
        for (const auto &[key, member] : value.asObject()) {
            size += key.size() + 6 + roughSize(member, limit);
            if (size >= limit)
                break;
        }
    }
    return size;
}

} // namespace syncline::ui
