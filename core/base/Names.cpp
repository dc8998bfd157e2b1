#include "core/base/TextSafe.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

// Names of models and fields. They are ASCII: isIdentifier() sees to that.
namespace syncline::text {

namespace {

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isWordChar(char c)
{
    return isUpper(c) || isLower(c) || isDigit(c);
}
char upper(char c)
{
    return isLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}
char lower(char c)
{
    return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view word)
{
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

/** "HTMLPage_two" → HTML, Page, two. */
std::vector<std::string_view> splitWords(std::string_view text)
{
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        if (!isWordChar(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        while (end < text.size() && isWordChar(text[end])) {
            const bool camelHump = isUpper(text[end]) && !isUpper(text[end - 1]);
            const bool afterAcronym =
                isUpper(text[end]) && end + 1 < text.size() && isLower(text[end + 1]);
            if (camelHump || afterAcronym)
                break;
            ++end;
        }
        words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

bool isAcronym(std::string_view word)
{
    return word.size() > 1 && std::none_of(word.begin(), word.end(), isLower);
}

std::string capitalised(std::string word)
{
    if (!word.empty())
        word.front() = upper(word.front());
    return word;
}

using Pair = std::pair<std::string_view, std::string_view>;

/** Whole words whose plural follows no rule. */
constexpr std::array<Pair, 20> irregular{
    {{"person", "people"},   {"child", "children"}, {"man", "men"},       {"woman", "women"},
     {"foot", "feet"},       {"tooth", "teeth"},    {"goose", "geese"},   {"mouse", "mice"},
     {"quiz", "quizzes"},    {"hero", "heroes"},    {"echo", "echoes"},   {"potato", "potatoes"},
     {"tomato", "tomatoes"}, {"leaf", "leaves"},    {"shelf", "shelves"}, {"half", "halves"},
     {"life", "lives"},      {"knife", "knives"},   {"wife", "wives"},    {"datum", "data"}}};

bool endsWithAny(std::string_view word, std::initializer_list<std::string_view> endings)
{
    return std::any_of(endings.begin(), endings.end(),
                       [word](std::string_view ending) { return word.ends_with(ending); });
}

bool endsWithConsonantY(std::string_view word)
{
    return word.size() > 1 && word.back() == 'y' &&
           std::string_view("aeiou").find(word[word.size() - 2]) == std::string_view::npos;
}

} // namespace

bool isIdentifier(std::string_view name)
{
    if (name.empty() || name.size() > 64 || isDigit(name.front()))
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) { return isWordChar(c) || c == '_'; });
}

std::string humanName(std::string_view identifier)
{
    std::string out;
    for (const std::string_view word : splitWords(identifier)) {
        const std::string shown = isAcronym(word) ? std::string(word) : lowered(word);
        out += out.empty() ? capitalised(shown) : ' ' + shown;
    }
    return out;
}

std::string camelCase(std::string_view words)
{
    std::string out;
    for (const std::string_view word : splitWords(words))
        out += out.empty() ? lowered(word) : capitalised(lowered(word));
    if (!out.empty() && isDigit(out.front()))
        out.insert(out.begin(), '_');
    return out;
}

std::string plural(std::string_view singular)
{
    const std::vector<std::string_view> words = splitWords(singular);
    if (words.empty() || !singular.ends_with(words.back()))
        return std::string(singular) + "s";
    const std::string stem(singular.substr(0, singular.size() - words.back().size()));
    const std::string last(words.back());
    const std::string word = lowered(last);
    for (const auto &[one, many] : irregular) {
        if (word == one)
            return stem +
                   (isUpper(last.front()) ? capitalised(std::string(many)) : std::string(many));
    }
    if (endsWithConsonantY(word))
        return stem + last.substr(0, last.size() - 1) + "ies";
    if (word.size() > 3 && word.ends_with("sis"))
        return stem + last.substr(0, last.size() - 2) + "es";
    if (endsWithAny(word, {"s", "x", "z", "ch", "sh"}))
        return stem + last + "es";
    return stem + last + "s";
}

} // namespace syncline::text
