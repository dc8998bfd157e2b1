#pragma once

#include "core/base/Json.h"
#include "core/record/ModelTable.h"
#include "tests/record/RecordFixture.h"

#include <QDate>

#include <map>
#include <string>
#include <vector>

/** Tables in memory and what changes of models do to them, as the documentation says it: slow,
 * plain, and nothing of SQL. */
namespace syncline::test {

using Schema = std::vector<ModelDef>;
/** Record → storage key of a field → its value; null is absent. */
using Table = std::map<std::int64_t, std::map<std::string, Value>>;

struct World
{
    Schema schema;
    std::map<std::string, Table> tables; ///< By storage key.
};

inline constexpr std::size_t fieldShapes = 7;

inline FieldDef anyField(const std::string &name, const std::string &model, std::size_t shape)
{
    using enum FieldType;
    constexpr FieldType types[fieldShapes] = {String, Number, Boolean,  Date,
                                              String, Json,   BelongsTo};
    FieldDef made = field(name, types[shape]);
    made.list = shape == 4;
    if (made.type == BelongsTo)
        made.relatedModel = model;
    return made;
}

/** One of a few values that a field may have. */
inline Value anyValue(const FieldDef &of, std::size_t which)
{
    using Values = std::vector<Value>;
    static const Values texts{"1", "2.5", "abc", " 3 ", "true", "2024-02-29", "", Value()};
    static const Values numbers{0, 1, 2.5, -7, 9007199254740993, 12, Value(), 3};
    static const Values days{Date{19782}, Date{0}, Value(), Date{-1}};
    static const Values lists{ValueList{}, ValueList{"a"}, ValueList{"a", "b"}, ValueList{"1"},
                              Value()};
    static const Values documents{
        ValueObject{{"a", 1}}, ValueList{1, "x"}, "text", 5, true, Value()};
    static const Values references{"1", "2", "17", Value()};
    const auto pick = [which](const Values &values) { return values[which % values.size()]; };
    if (of.list)
        return pick(lists);
    switch (of.type) {
    case FieldType::Number:
        return pick(numbers);
    case FieldType::Boolean:
        return which % 3 == 2 ? Value() : Value(which % 3 == 1);
    case FieldType::Date:
        return pick(days);
    case FieldType::Json:
        return pick(documents);
    case FieldType::BelongsTo:
        return pick(references);
    default:
        return pick(texts);
    }
}

inline std::string trimmedText(const std::string &text)
{
    return QString::fromStdString(text).trimmed().toStdString();
}

inline std::string dayText(Date day)
{
    return QDate(1970, 1, 1).addDays(day.days).toString(Qt::ISODate).toStdString();
}

inline std::string textOf(const Value &value)
{
    if (value.isString())
        return value.asString();
    return value.isDate() ? dayText(value.asDate()) : json::write(value);
}

inline Value numberOf(const Value &value)
{
    if (value.isNumber())
        return value;
    if (value.isBool())
        return value.asBool() ? 1 : 0;
    bool ok = false;
    const QString text =
        value.isString() ? QString::fromStdString(trimmedText(value.asString())) : QString();
    if (const qlonglong whole = text.toLongLong(&ok); ok)
        return std::int64_t{whole};
    const double number = text.toDouble(&ok);
    return ok ? Value(number) : Value();
}

inline Value truthOf(const Value &value)
{
    if (value.isBool())
        return value;
    const std::string text = value.isString()   ? trimmedText(value.asString())
                             : value.isNumber() ? json::write(value)
                                                : "";
    if (text == "1" || (text == "true" && value.isString()))
        return true;
    return text == "0" || (text == "false" && value.isString()) ? Value(false) : Value();
}

inline Value dayOf(const Value &value)
{
    if (value.isDate() || !value.isString())
        return value.isDate() ? value : Value();
    const QString text = QString::fromStdString(trimmedText(value.asString()));
    const QDate day = QDate::fromString(text, Qt::ISODate);
    return day.isValid() && text.size() == 10
               ? Value(Date{static_cast<std::int32_t>(QDate(1970, 1, 1).daysTo(day))})
               : Value();
}

inline Value documentOf(const Value &value)
{
    if (value.isDate())
        return dayText(value.asDate());
    if (value.isString()) {
        const auto parsed = json::parse(value.asString());
        if (parsed && (parsed->isList() || parsed->isObject()))
            return *parsed;
    }
    return value;
}

inline Value idOf(const Value &value)
{
    const std::string text = value.isString() ? value.asString()
                             : value.isInt()  ? std::to_string(value.asInt())
                                              : std::string();
    bool ok = false;
    const qlonglong id = QString::fromStdString(text).toLongLong(&ok);
    return ok && id > 0 && std::to_string(id) == text ? Value(text) : Value();
}

/** One value in another type; null: it cannot be. */
inline Value convertedTo(const FieldDef &to, const Value &value)
{
    switch (to.type) {
    case FieldType::Number:
        return numberOf(value);
    case FieldType::Boolean:
        return truthOf(value);
    case FieldType::Date:
        return dayOf(value);
    case FieldType::Json:
        return documentOf(value);
    case FieldType::BelongsTo:
        return idOf(value);
    default:
        return textOf(value);
    }
}

/** What becomes of a value when its field @p from becomes @p to. */
inline Value converted(const FieldDef &from, const FieldDef &to, const Value &value)
{
    if (value.isNull() || columnKind(from) == columnKind(to))
        return value;
    FieldDef item = to;
    item.list = false;
    if (to.list) {
        ValueList list;
        for (const Value &each : from.list &&value.isList() ? value.asList() : ValueList{value}) {
            if (Value made = convertedTo(item, each); !made.isNull())
                list.push_back(std::move(made));
        }
        return list;
    }
    if (!from.list || !value.isList())
        return convertedTo(to, value);
    const ValueList &list = value.asList();
    if (list.size() == 1 && !list.front().isNull())
        return convertedTo(to, list.front());
    return to.type == FieldType::String && list.size() > 1 ? Value(json::write(value)) : Value();
}

inline const ModelDef *modelIn(const Schema &schema, const std::string &key)
{
    for (const ModelDef &model : schema) {
        if (model.storageKey == key)
            return &model;
    }
    return nullptr;
}

/** @p world after its models became @p schema. */
inline World migrated(const World &world, const Schema &schema)
{
    World after{.schema = schema, .tables = {}};
    for (const ModelDef &model : schema) {
        Table &table = after.tables[model.storageKey];
        const ModelDef *old = modelIn(world.schema, model.storageKey);
        if (old == nullptr)
            continue;
        for (const auto &[id, values] : world.tables.at(model.storageKey)) {
            auto &row = table[id];
            for (const FieldDef &field : model.fields) {
                const FieldDef *was = old->findByStorageKey(field.storageKey);
                const auto value = values.find(field.storageKey);
                if (was != nullptr && value != values.end())
                    row[field.storageKey] = converted(*was, field, value->second);
            }
        }
    }
    return after;
}

/** @p world after the change that made it of @p before was taken back. */
inline World takenBack(const World &world, const World &before)
{
    World after{.schema = before.schema, .tables = {}};
    for (const ModelDef &model : before.schema) {
        Table &table = after.tables[model.storageKey];
        const Table &then = before.tables.at(model.storageKey);
        const ModelDef *now = modelIn(world.schema, model.storageKey);
        if (now == nullptr) {
            table = then;
            continue;
        }
        for (const auto &[id, values] : world.tables.at(model.storageKey)) {
            for (const FieldDef &field : model.fields) {
                const FieldDef *there = now->findByStorageKey(field.storageKey);
                const auto has = values.find(field.storageKey);
                const Value value = has == values.end() ? Value() : has->second;
                const auto old = then.find(id);
                Value first;
                if (old != then.end() && old->second.contains(field.storageKey))
                    first = old->second.at(field.storageKey);
                Value &made = table[id][field.storageKey];
                if (there == nullptr)
                    made = first;
                else if (columnKind(*there) == columnKind(field))
                    made = value;
                else if (!first.isNull() && converted(field, *there, first).identicalTo(value))
                    made = first;
                else
                    made = converted(*there, field, value);
            }
        }
        for (const auto &[id, values] : world.tables.at(model.storageKey))
            table[id];
    }
    return after;
}

/** Every value that is not null, in an order of its own. */
inline std::string toText(const Table &table)
{
    std::string text;
    for (const auto &[id, values] : table) {
        text += std::to_string(id) + ":";
        for (const auto &[key, value] : values) {
            if (!value.isNull())
                text += " " + key + "=" + std::string(value.kindName()) + textOf(value);
        }
        text += "\n";
    }
    return text;
}

} // namespace syncline::test
