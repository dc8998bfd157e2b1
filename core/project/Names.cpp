#include "core/project/Names.h"

#include "core/base/TextSafe.h"
#include "core/model/ModelDef.h"
#include "core/project/JsonFile.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace syncline {

namespace {

/** What `api.<name>` and `api.<model>.<name>` are already. */
constexpr std::array<std::string_view, 6> apiMembers{"internal", "transaction", "enqueue",
                                                     "query",    "view",        "sync"};
constexpr std::array<std::string_view, 13> modelMembers{
    "find_one",   "maybe_find_one", "find_first",    "maybe_find_first",
    "find_many",  "find_by",        "maybe_find_by", "count",
    "can",        "upsert",         "delete_many",   "validations",
    "bulk_upsert"};

template <typename List>
bool contains(const List &list, std::string_view name)
{
    return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

std::string_view kindWord(NameKind kind)
{
    switch (kind) {
    case NameKind::Model:
        return "a model";
    case NameKind::Field:
        return "a field";
    case NameKind::Action:
    case NameKind::GlobalAction:
        return "an action";
    case NameKind::Connection:
        return "a connection";
    case NameKind::Environment:
        return "an environment";
    case NameKind::View:
        return "a view";
    case NameKind::Variable:
        break;
    }
    return "a variable";
}

bool isReserved(NameKind kind, std::string_view name)
{
    switch (kind) {
    case NameKind::Model:
    case NameKind::GlobalAction:
        return contains(apiMembers, name);
    case NameKind::Field:
        return isSystemField(name);
    case NameKind::Action:
        return contains(modelMembers, name) || name.starts_with("bulk_");
    case NameKind::Connection:
    case NameKind::Environment:
    case NameKind::Variable:
    case NameKind::View:
        break;
    }
    return false;
}

bool isEnvironmentName(std::string_view name)
{
    if (name.empty() || name.size() > 64)
        return false;
    const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
    return name.front() != '-' && std::all_of(name.begin(), name.end(), fits);
}

} // namespace

std::optional<std::string> nameFault(NameKind kind, std::string_view name)
{
    const std::string word(kindWord(kind));
    if (kind == NameKind::Environment || kind == NameKind::View) {
        if (isEnvironmentName(name))
            return std::nullopt;
        return inQuotes(name) + " cannot name " + word +
               ": it may have letters, digits, '_' and '-', at most 64.";
    }
    if (!text::isIdentifier(name)) {
        return inQuotes(name) + " cannot name " + word +
               ": a name begins with a letter or '_' and goes on with letters, digits and '_', at "
               "most 64.";
    }
    if (kind != NameKind::Variable && name.starts_with("__"))
        return inQuotes(name) + " cannot name " + word +
               ": names that begin with \"__\" are reserved.";
    if (isReserved(kind, name))
        return inQuotes(name) + " cannot name " + word + ": the name is reserved.";
    return std::nullopt;
}

std::string typeName(std::string_view model)
{
    std::string name(model);
    if (!name.empty() && name.front() >= 'a' && name.front() <= 'z')
        name.front() = static_cast<char>(name.front() - 'a' + 'A');
    return name;
}

} // namespace syncline
