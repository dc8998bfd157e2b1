#include "core/project/RulesFile.h"

#include "core/base/Json.h"
#include "core/model/Pattern.h"

#include <array>
#include <functional>
#include <limits>

namespace syncline {

namespace {

using Number = std::function<bool(const Value &)>;

/** The object at @p key, read by @p read; a key of it that is not known is reported. */
void readObject(ObjectReader &owner, std::string_view key,
                const std::function<void(ObjectReader &)> &read)
{
    const Value &value = owner.take(key);
    if (value.isNull() && !owner.has(key))
        return;
    if (!value.isObject()) {
        owner.object(key); // reports the wrong kind
        return;
    }
    ObjectReader reader(owner.file(), value.asObject(), owner.pointerTo(key));
    read(reader);
    if (!reader.rest().empty()) {
        owner.file().leaveOut("unknown_key", inQuotes(key) + " holds a key that is not known.",
                              reader.pointer());
    }
}

struct Range
{
    Value min;
    Value max;
};

/** {min, max}: numbers that @p fits takes, in their order. */
Range readRange(ObjectReader &owner, std::string_view key, std::string_view kind,
                const Number &fits)
{
    Range range;
    readObject(owner, key, [&](ObjectReader &reader) {
        for (const char *end : {"min", "max"}) {
            const Value &value = reader.take(end);
            if (value.isNull())
                continue;
            if (!fits(value)) {
                reader.file().leaveOut("wrong_type",
                                       inQuotes(end) + " of " + inQuotes(key) + " must be " +
                                           std::string(kind) + ".",
                                       reader.pointerTo(end));
                continue;
            }
            (std::string_view(end) == "min" ? range.min : range.max) = value;
        }
        const bool both = range.min.isNumber() && range.max.isNumber();
        if (both && range.min.asDouble() > range.max.asDouble()) {
            reader.file().error("empty_range",
                                inQuotes(key) + " goes from " + json::write(range.min) + " to " +
                                    json::write(range.max) + ", so no value fits it.",
                                reader.pointer());
        }
    });
    return range;
}

void readUnique(ObjectReader &reader, FieldDef &field)
{
    const Value &value = reader.take("unique");
    if (!value.isObject()) {
        field.unique = reader.flag("unique", false);
        return;
    }
    field.unique = true;
    readObject(reader, "unique", [&](ObjectReader &unique) {
        field.rules.uniqueWithin = unique.text("scopeByField");
        field.rules.uniqueIgnoresCase = !unique.flag("caseSensitive", true);
    });
}

void readPatterns(ObjectReader &reader, FieldDef &field)
{
    const std::vector<std::string> patterns = reader.texts("regex");
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        const Result<Pattern> compiled = Pattern::compile(patterns[i]);
        if (compiled) {
            field.rules.patterns.push_back(patterns[i]);
            continue;
        }
        reader.file().leaveOut("bad_pattern", compiled.error().message(),
                               ObjectReader::join(reader.pointerTo("regex"), i));
    }
}

std::optional<std::int64_t> asCount(const Value &value)
{
    return value.isInt() ? std::optional(value.asInt()) : std::nullopt;
}

bool isTextType(FieldType type)
{
    return type == FieldType::String || type == FieldType::Email || type == FieldType::Url ||
           type == FieldType::Color || type == FieldType::RichText;
}

void readImages(ObjectReader &reader, FieldDef &field)
{
    using Images = FieldRules::Images;
    if (!reader.take("imagesOnly").isObject()) {
        field.rules.images = reader.flag("imagesOnly", false) ? Images::Only : Images::Any;
        return;
    }
    readObject(reader, "imagesOnly", [&](ObjectReader &images) {
        const bool moving = images.flag("allowAnimatedImages", true);
        field.rules.images = moving ? Images::Only : Images::OnlyStill;
    });
}

/** Rules that the field's type does not have. */
void checkFit(ObjectReader &reader, const FieldDef &field)
{
    struct Rule
    {
        std::string_view key;
        bool fits;
    };
    const bool text = isTextType(field.type);
    const std::array rules{
        Rule{"stringLength", text},
        Rule{"numberRange", field.type == FieldType::Number},
        Rule{"regex", text},
        Rule{"color", text},
        Rule{"dimensionCount", field.type == FieldType::Vector},
        Rule{"strongPassword", field.type == FieldType::Password},
        Rule{"imagesOnly", field.type == FieldType::File},
        Rule{"fileSizeRange", field.type == FieldType::File},
    };
    const auto warn = [&](std::string_view key) {
        reader.file().warn("setting_without_effect",
                           inQuotes(key) + " has no effect on the field " + inQuotes(field.name) +
                               ", whose type is " + (field.list ? "list of " : "") +
                               std::string(fieldTypeName(field.type)) + ".",
                           reader.pointerTo(key));
    };
    for (const Rule &rule : rules) {
        if (!rule.fits && reader.has(rule.key))
            warn(rule.key);
    }
    const bool folds = (text || field.type == FieldType::Enum) && !field.list;
    if (field.rules.uniqueIgnoresCase && !folds)
        warn("unique");
}

} // namespace

void readRules(ObjectReader &reader, FieldDef &field)
{
    FieldRules &rules = field.rules;
    readUnique(reader, field);
    const Range length =
        readRange(reader, "stringLength", "a whole number of characters, 0 or more",
                  [](const Value &value) { return value.isInt() && value.asInt() >= 0; });
    rules.minLength = asCount(length.min);
    rules.maxLength = asCount(length.max);
    Range number = readRange(reader, "numberRange", "a number",
                             [](const Value &value) { return value.isNumber(); });
    rules.minNumber = std::move(number.min);
    rules.maxNumber = std::move(number.max);
    readPatterns(reader, field);
    rules.color = reader.flag("color", false);
    rules.dimensions = reader.integer("dimensionCount", 0, 1, 16'384);
    rules.strongPassword = reader.flag("strongPassword", false);
    readImages(reader, field);
    const Range size =
        readRange(reader, "fileSizeRange", "a whole number of bytes, 0 or more",
                  [](const Value &value) { return value.isInt() && value.asInt() >= 0; });
    rules.minBytes = asCount(size.min);
    rules.maxBytes = asCount(size.max);
    checkFit(reader, field);
}

void putUnique(ValueObject &object, const FieldDef &field)
{
    if (!field.unique)
        return;
    ValueObject rules = rulesToValue(field.rules);
    const Value *unique = rules.find("unique");
    object.append("unique", unique != nullptr ? *unique : Value(true));
}

void putRules(ValueObject &object, const FieldDef &field)
{
    for (auto &[key, value] : rulesToValue(field.rules)) {
        if (key != "unique")
            object.append(key, value);
    }
}

void checkUniqueScopes(JsonFile &file, ModelDef &model)
{
    const Value &items = file.value()["fields"];
    for (std::size_t i = 0; items.isList() && i < items.asList().size(); ++i) {
        const Value &name = items.asList()[i]["name"];
        const auto field =
            std::find_if(model.fields.begin(), model.fields.end(),
                         [&](const auto &one) { return one.name == name.stringOr(); });
        if (field == model.fields.end() || field->rules.uniqueWithin.empty())
            continue;
        const FieldDef *scope = model.findField(field->rules.uniqueWithin);
        if (scope && scope->isStored() && scope->name != field->name)
            continue;
        const std::string pointer = ObjectReader::join(ObjectReader::join("/fields", i), "unique");
        file.leaveOut("unknown_field",
                      "The field " + inQuotes(field->name) + " is to be unique within " +
                          inQuotes(field->rules.uniqueWithin) +
                          ", which is no other stored field of this model; its uniqueness is left "
                          "out.",
                      ObjectReader::join(pointer, "scopeByField"));
        field->unique = false;
        field->rules.uniqueWithin.clear();
        field->rules.uniqueIgnoresCase = false;
    }
}

} // namespace syncline
