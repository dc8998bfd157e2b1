#include "core/model/RuleChecker.h"

#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/model/TextChecks.h"

#include <algorithm>

namespace syncline {

namespace {

std::int64_t characters(std::string_view utf8)
{
    return std::count_if(utf8.begin(), utf8.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

/** Exact over all of int64, unlike two doubles. */
bool isLess(const Value &a, const Value &b)
{
    if (a.isInt() && b.isInt())
        return a.asInt() < b.asInt();
    const auto wide = [](const Value &number) {
        return number.isInt() ? static_cast<long double>(number.asInt())
                              : static_cast<long double>(number.asDouble());
    };
    return wide(a) < wide(b);
}

bool isText(FieldType type)
{
    return type == FieldType::String || type == FieldType::Email || type == FieldType::Url ||
           type == FieldType::Color || type == FieldType::RichText;
}

/** What a strong password still lacks; empty: nothing. */
std::string weakness(std::string_view password)
{
    constexpr std::int64_t enough = 8;
    const auto any = [password](auto kind) {
        return std::any_of(password.begin(), password.end(), kind);
    };
    const auto isSmall = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    std::string lacks;
    const auto add = [&lacks](const std::string &what) {
        lacks += (lacks.empty() ? "" : ", ") + what;
    };
    if (characters(password) < enough)
        add(std::to_string(enough) + " characters");
    if (!any(isSmall))
        add("a small letter");
    if (!any(isCapital))
        add("a capital letter");
    if (!any(isDigit))
        add("a digit");
    if (!any([&](char c) { return !isSmall(c) && !isCapital(c) && !isDigit(c); }))
        add("another character");
    return lacks;
}

} // namespace

bool RuleChecker::needed(const FieldDef &field)
{
    return field.rules.checkValues() ||
           (field.type == FieldType::Object &&
            std::any_of(field.fields.begin(), field.fields.end(),
                        [](const auto &part) { return needed(part); }));
}

RuleChecker::RuleChecker(const FieldDef &field)
    : m_field(field)
{
    if (isText(field.type)) {
        for (const std::string &pattern : field.rules.patterns) {
            if (auto compiled = Pattern::compile(pattern))
                m_patterns.emplace_back(pattern, std::move(compiled).value());
        }
    }
    if (field.type != FieldType::Object)
        return;
    for (const FieldDef &part : field.fields) {
        if (needed(part))
            m_members.emplace_back(part.name, RuleChecker(part));
    }
}

void RuleChecker::check(const Value &value, BrokenRules &broken) const
{
    if (!m_field.list || !value.isList()) {
        checkOne(value, broken);
        return;
    }
    for (std::size_t i = 0; i < value.asList().size(); ++i) {
        BrokenRules ofItem;
        checkOne(value.asList()[i], ofItem);
        for (BrokenRule &rule : ofItem) {
            broken.push_back({rule.rule, "has a wrong item " + std::to_string(i + 1) + ", which " +
                                             rule.message});
        }
        if (!ofItem.empty())
            return; // one item is enough to say what is wrong
    }
}

void RuleChecker::checkOne(const Value &value, BrokenRules &broken) const
{
    if (value.isString() && isText(m_field.type))
        checkText(value.asString(), broken);
    else if (value.isNumber() && m_field.type == FieldType::Number)
        checkNumber(value, broken);
    else if (m_field.type == FieldType::File && value.isObject())
        checkFile(value, broken);
    else if (m_field.type == FieldType::Vector && value.isList())
        checkVector(value.asList().size(), broken);
    else if (m_field.type == FieldType::Password && value.isString())
        checkPassword(value.asString(), broken);
    else if (value.isObject()) {
        for (const auto &[name, checker] : m_members) {
            BrokenRules ofMember;
            checker.check(value[name], ofMember);
            for (BrokenRule &rule : ofMember)
                broken.push_back(
                    {rule.rule, "has a wrong member \"" + name + "\", which " + rule.message});
        }
    }
}

void RuleChecker::checkText(std::string_view text, BrokenRules &broken) const
{
    const FieldRules &rules = m_field.rules;
    if (rules.minLength || rules.maxLength) {
        const std::int64_t length = characters(text);
        if (rules.minLength && length < *rules.minLength) {
            broken.push_back(
                {"stringLength", "is too short (" + text::counted(length, "character") +
                                     " of at least " + std::to_string(*rules.minLength) + ")"});
        }
        if (rules.maxLength && length > *rules.maxLength) {
            broken.push_back({"stringLength", "is too long (" + text::counted(length, "character") +
                                                  " of at most " +
                                                  std::to_string(*rules.maxLength) + ")"});
        }
    }
    for (const auto &[pattern, compiled] : m_patterns) {
        const Pattern::Match match = compiled.match(text);
        const std::string shown = text::displayLine(pattern, 80);
        if (match == Pattern::Match::No)
            broken.push_back({"regex", "does not match " + shown});
        else if (match == Pattern::Match::TooHard)
            broken.push_back({"regex", "cannot be compared with " + shown +
                                           ", which takes too many steps on it"});
    }
    if (rules.color && !isHexColor(text))
        broken.push_back({"color", "must be a color such as #1e90ff"});
}

void RuleChecker::checkVector(std::size_t dimensions, BrokenRules &broken) const
{
    const auto wanted = static_cast<std::size_t>(m_field.rules.dimensions);
    if (wanted != 0 && dimensions != wanted) {
        broken.push_back({"dimensionCount", "must have " + std::to_string(wanted) +
                                                " dimensions, but has " +
                                                std::to_string(dimensions)});
    }
}

void RuleChecker::checkPassword(std::string_view password, BrokenRules &broken) const
{
    const std::string lacks = m_field.rules.strongPassword ? weakness(password) : std::string();
    if (!lacks.empty())
        broken.push_back({"strongPassword", "is too weak: it needs " + lacks});
}

void RuleChecker::checkFile(const Value &file, BrokenRules &broken) const
{
    const FieldRules &rules = m_field.rules;
    const std::string mimeType = file["mimeType"].stringOr();
    if (rules.images != FieldRules::Images::Any && !mimeType.starts_with("image/")) {
        broken.push_back(
            {"imagesOnly", "must be an image, but is " + text::displayLine(mimeType, 80)});
    } else if (rules.images == FieldRules::Images::OnlyStill && file["animated"].boolOr()) {
        broken.push_back({"imagesOnly", "must be an image that does not move"});
    }
    const std::int64_t bytes = file["byteSize"].intOr();
    if (rules.minBytes && bytes < *rules.minBytes) {
        broken.push_back({"fileSizeRange", "is too small (" + text::counted(bytes, "byte") +
                                               " of at least " + std::to_string(*rules.minBytes) +
                                               ")"});
    }
    if (rules.maxBytes && bytes > *rules.maxBytes) {
        broken.push_back({"fileSizeRange", "is too large (" + text::counted(bytes, "byte") +
                                               " of at most " + std::to_string(*rules.maxBytes) +
                                               ")"});
    }
}

void RuleChecker::checkNumber(const Value &number, BrokenRules &broken) const
{
    const FieldRules &rules = m_field.rules;
    if (!rules.minNumber.isNull() && isLess(number, rules.minNumber))
        broken.push_back({"numberRange", "must be at least " + json::write(rules.minNumber)});
    if (!rules.maxNumber.isNull() && isLess(rules.maxNumber, number))
        broken.push_back({"numberRange", "must be at most " + json::write(rules.maxNumber)});
}

} // namespace syncline
