#include "ui/base/Text.h"
#include "ui/schema/FieldTableModel.h"

/** What the types of fields are called in the window, and what they are for. */
namespace syncline::ui {

QString typeTitle(FieldType type)
{
    switch (type) {
    case FieldType::String:
        return FieldTableModel::tr("text");
    case FieldType::Number:
        return FieldTableModel::tr("number");
    case FieldType::Boolean:
        return FieldTableModel::tr("yes or no");
    case FieldType::Date:
        return FieldTableModel::tr("date");
    case FieldType::DateTime:
        return FieldTableModel::tr("date and time");
    case FieldType::Enum:
        return FieldTableModel::tr("choice");
    case FieldType::Email:
        return FieldTableModel::tr("e-mail");
    case FieldType::Url:
        return FieldTableModel::tr("web address");
    case FieldType::Color:
        return FieldTableModel::tr("color");
    case FieldType::Json:
        return FieldTableModel::tr("JSON");
    case FieldType::Object:
        return FieldTableModel::tr("object");
    case FieldType::BelongsTo:
        return FieldTableModel::tr("belongs to");
    case FieldType::HasOne:
        return FieldTableModel::tr("has one");
    case FieldType::HasMany:
        return FieldTableModel::tr("has many");
    case FieldType::RichText:
        return FieldTableModel::tr("rich text");
    case FieldType::RoleList:
        return FieldTableModel::tr("roles");
    case FieldType::Vector:
        return FieldTableModel::tr("vector");
    case FieldType::EncryptedString:
        return FieldTableModel::tr("encrypted text");
    case FieldType::Password:
        return FieldTableModel::tr("password");
    case FieldType::File:
        return FieldTableModel::tr("file");
    case FieldType::RecordState:
        return FieldTableModel::tr("record state");
    case FieldType::HasManyThrough:
        return FieldTableModel::tr("has many through");
    case FieldType::Computed:
        return FieldTableModel::tr("computed");
    case FieldType::Union:
        return FieldTableModel::tr("one of several models");
    }
    return {};
}

QString typeHelp(FieldType type)
{
    switch (type) {
    case FieldType::String:
        return FieldTableModel::tr("Any text, as it is.");
    case FieldType::Number:
        return FieldTableModel::tr("Whole numbers are exact; others are doubles.");
    case FieldType::Boolean:
        return FieldTableModel::tr("True, false, or not set.");
    case FieldType::Date:
        return FieldTableModel::tr("A day, without a time.");
    case FieldType::DateTime:
        return FieldTableModel::tr("An instant to the millisecond, kept in UTC.");
    case FieldType::Enum:
        return FieldTableModel::tr("One of the options below; a list of these takes several.");
    case FieldType::Email:
        return FieldTableModel::tr("One well-formed address.");
    case FieldType::Url:
        return FieldTableModel::tr("A well-formed web address.");
    case FieldType::Color:
        return FieldTableModel::tr("Such as #1e90ff.");
    case FieldType::Json:
        return FieldTableModel::tr("Any JSON value, of any shape.");
    case FieldType::Object:
        return FieldTableModel::tr("Several values that belong together, under names.");
    case FieldType::BelongsTo:
        return FieldTableModel::tr("Refers to one record of another model.");
    case FieldType::HasOne:
        return FieldTableModel::tr("The one record over there that belongs to this one.");
    case FieldType::HasMany:
        return FieldTableModel::tr("All records over there that belong to this one.");
    case FieldType::RichText:
        return FieldTableModel::tr("Markdown, shown rendered.");
    case FieldType::RoleList:
        return FieldTableModel::tr("Keys of roles.");
    case FieldType::Vector:
        return FieldTableModel::tr("A list of numbers that can be compared by distance.");
    case FieldType::EncryptedString:
        return FieldTableModel::tr("Sealed for its record; it cannot be filtered or sorted.");
    case FieldType::Password:
        return FieldTableModel::tr("Kept as a hash; nobody can read it again.");
    case FieldType::File:
        return FieldTableModel::tr("A file, stored once for all who have the same.");
    case FieldType::RecordState:
        return FieldTableModel::tr("One of the states below, changed by actions only.");
    case FieldType::HasManyThrough:
        return FieldTableModel::tr("Many on both sides, linked by the records of a third model.");
    case FieldType::Computed:
        return FieldTableModel::tr("Worked out from other fields whenever it is read.");
    case FieldType::Union:
        return FieldTableModel::tr("Refers to one record of any of several models.");
    }
    return {};
}

QString fieldTypeText(const FieldDef &field)
{
    QString text = typeTitle(field.type);
    if (field.isRelationship())
        text += u' ' + displayLine(field.relatedModel.empty() ? "…" : field.relatedModel, 40);
    if (field.type == FieldType::Union && !field.members.empty())
        text = displayLine(memberNames(field, " | "), 60);
    return field.list ? FieldTableModel::tr("list of %1").arg(text) : text;
}

} // namespace syncline::ui
