#include "core/base/Value.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numeric>

namespace syncline {

constinit const Value Value::null;

ValueObject::ValueObject() = default;
ValueObject::ValueObject(std::initializer_list<Member> members)
{
    m_members.reserve(members.size());
    for (const Member &member : members)
        set(member.first, member.second);
}
ValueObject::ValueObject(const ValueObject &) = default;
ValueObject::ValueObject(ValueObject &&) noexcept = default;
ValueObject &ValueObject::operator=(const ValueObject &) = default;
ValueObject &ValueObject::operator=(ValueObject &&) noexcept = default;
ValueObject::~ValueObject() = default;

namespace {

/** The places of @p members in the order of their keys; equal keys in their own order. */
std::vector<std::size_t> sortedPlaces(const std::vector<ValueObject::Member> &members)
{
    std::vector<std::size_t> places(members.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(), [&members](std::size_t a, std::size_t b) {
        return members[a].first < members[b].first;
    });
    return places;
}

} // namespace

ValueObject ValueObject::fromMembers(std::vector<Member> members)
{
    const std::vector<std::size_t> places = sortedPlaces(members);
    std::vector<bool> repeated(members.size(), false);
    bool any = false;
    for (std::size_t i = 0; i + 1 < places.size();) {
        const std::size_t first = places[i];
        std::size_t last = i;
        while (last + 1 < places.size() && members[places[last + 1]].first == members[first].first)
            repeated[places[++last]] = any = true;
        if (last > i)
            members[first].second = std::move(members[places[last]].second);
        i = last + 1;
    }
    if (any) {
        std::size_t index = 0;
        std::erase_if(members, [&](const Member &) { return repeated[index++]; });
    }
    ValueObject out;
    out.m_members = std::move(members);
    return out;
}

std::size_t ValueObject::size() const
{
    return m_members.size();
}

bool ValueObject::empty() const
{
    return m_members.empty();
}

const Value *ValueObject::find(std::string_view key) const
{
    for (const Member &member : m_members) {
        if (member.first == key)
            return &member.second;
    }
    return nullptr;
}

Value *ValueObject::find(std::string_view key)
{
    for (Member &member : m_members) {
        if (member.first == key)
            return &member.second;
    }
    return nullptr;
}

const Value &ValueObject::at(std::string_view key) const
{
    const Value *value = find(key);
    return value != nullptr ? *value : Value::null;
}

void ValueObject::set(std::string_view key, Value value)
{
    if (Value *old = find(key))
        *old = std::move(value);
    else
        m_members.emplace_back(std::string(key), std::move(value));
}

void ValueObject::append(std::string key, Value value)
{
    m_members.emplace_back(std::move(key), std::move(value));
}

bool ValueObject::remove(std::string_view key)
{
    return std::erase_if(m_members, [key](const Member &member) { return member.first == key; }) >
           0;
}

void ValueObject::reserve(std::size_t count)
{
    m_members.reserve(count);
}

std::vector<ValueObject::Member>::const_iterator ValueObject::begin() const
{
    return m_members.begin();
}

std::vector<ValueObject::Member>::const_iterator ValueObject::end() const
{
    return m_members.end();
}

std::vector<ValueObject::Member>::iterator ValueObject::begin()
{
    return m_members.begin();
}

std::vector<ValueObject::Member>::iterator ValueObject::end()
{
    return m_members.end();
}

double Value::asDouble() const
{
    return isInt() ? static_cast<double>(asInt()) : std::get<double>(m_data);
}

const Value &Value::operator[](std::string_view key) const
{
    return isObject() ? asObject().at(key) : null;
}

std::string Value::stringOr(std::string_view other) const
{
    return isString() ? asString() : std::string(other);
}

std::int64_t Value::intOr(std::int64_t other) const
{
    return isInt() ? asInt() : other;
}

bool Value::boolOr(bool other) const
{
    return isBool() ? asBool() : other;
}

namespace {

bool sameNumber(const Value &a, const Value &b)
{
    if (a.isInt() && b.isInt())
        return a.asInt() == b.asInt();
    if (a.isDouble() && b.isDouble())
        return a.asDouble() == b.asDouble() ||
               (std::isnan(a.asDouble()) && std::isnan(b.asDouble()));
    const double real = a.isDouble() ? a.asDouble() : b.asDouble();
    const std::int64_t whole = a.isInt() ? a.asInt() : b.asInt();
    if (!(real >= -9223372036854775808.0 && real < 9223372036854775808.0))
        return false;
    return std::trunc(real) == real && static_cast<std::int64_t>(real) == whole;
}

bool sameObject(const ValueObject &a, const ValueObject &b)
{
    if (a.size() != b.size())
        return false;
    const auto sameMember = [](const auto &left, const auto &right) {
        return left.first == right.first && left.second == right.second;
    };
    if (std::equal(a.begin(), a.end(), b.begin(), sameMember))
        return true; // mostly the keys stand in the same order
    std::vector<const ValueObject::Member *> left;
    std::vector<const ValueObject::Member *> right;
    for (const ValueObject::Member &member : a)
        left.push_back(&member);
    for (const ValueObject::Member &member : b)
        right.push_back(&member);
    const auto byKey = [](const auto *x, const auto *y) { return x->first < y->first; };
    std::sort(left.begin(), left.end(), byKey);
    std::sort(right.begin(), right.end(), byKey);
    return std::equal(left.begin(), left.end(), right.begin(),
                      [&](const auto *x, const auto *y) { return sameMember(*x, *y); });
}

} // namespace

bool operator==(const Value &a, const Value &b)
{
    if (a.isNumber() && b.isNumber())
        return sameNumber(a, b);
    if (a.kind() != b.kind())
        return false;
    if (a.isObject())
        return sameObject(a.asObject(), b.asObject());
    return a.m_data.index() == 0 || std::visit(
                                        [&b]<typename T>(const T &value) {
                                            if constexpr (std::is_same_v<T, ValueObject>)
                                                return false;
                                            else
                                                return value == std::get<T>(b.m_data);
                                        },
                                        a.m_data);
}

bool Value::identicalTo(const Value &other) const
{
    if (kind() != other.kind())
        return false;
    switch (kind()) {
    case Kind::Double:
        return std::bit_cast<std::uint64_t>(asDouble()) ==
               std::bit_cast<std::uint64_t>(other.asDouble());
    case Kind::List: {
        const ValueList &a = asList();
        const ValueList &b = other.asList();
        if (a.size() != b.size())
            return false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!a[i].identicalTo(b[i]))
                return false;
        }
        return true;
    }
    case Kind::Object: {
        const ValueObject &a = asObject();
        const ValueObject &b = other.asObject();
        if (a.size() != b.size())
            return false;
        for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j) {
            if (i->first != j->first || !i->second.identicalTo(j->second))
                return false;
        }
        return true;
    }
    default:
        return *this == other;
    }
}

std::string_view Value::kindName() const
{
    switch (kind()) {
    case Kind::Null:
        return "null";
    case Kind::Bool:
        return "boolean";
    case Kind::Int:
        return "integer";
    case Kind::Double:
        return "number";
    case Kind::String:
        return "string";
    case Kind::Date:
        return "date";
    case Kind::DateTime:
        return "date-time";
    case Kind::List:
        return "list";
    case Kind::Object:
        return "object";
    }
    return "null";
}

} // namespace syncline
