#include "core/model/types/FieldTypeInfo.h"

#include <array>
#include <cmath>

namespace syncline::fieldtypes {

namespace {

constexpr std::array vectorOps{FilterOp::IsSet, FilterOp::Equals, FilterOp::NotEquals,
                               FilterOp::CosineSimilarity, FilterOp::L2Distance};
constexpr std::size_t maxDimensions = 16'384;

/** Finite numbers, all as doubles, so that what is read is what was written. */
Result<Value> asVector(const FieldDef & /*field*/, const Value &value)
{
    if (!value.isList() || value.asList().empty())
        return mustBe("a list of numbers such as [0.5, -1]", value);
    if (value.asList().size() > maxDimensions) {
        return Error(errc::invalidRecord, "can have at most %1 dimensions, but has %2",
                     {std::to_string(maxDimensions), std::to_string(value.asList().size())});
    }
    ValueList out;
    out.reserve(value.asList().size());
    for (const Value &item : value.asList()) {
        if (!item.isNumber() || !std::isfinite(item.asDouble())) {
            return Error(errc::invalidRecord,
                         "has a wrong item %1, which must be a number, but is %2",
                         {std::to_string(out.size() + 1), describe(item)});
        }
        out.emplace_back(item.asDouble());
    }
    return Value(std::move(out));
}

Result<Value> coerceVector(const FieldDef &field, const Value &value, Coercion /*mode*/)
{
    return asVector(field, value);
}

} // namespace

constinit const FieldTypeInfo vector{.type = FieldType::Vector,
                                     .name = "vector",
                                     .filterOps = vectorOps,
                                     .sortable = false,
                                     .coerce = coerceVector,
                                     .operand = asVector};

} // namespace syncline::fieldtypes
