#pragma once

#include "core/model/Filter.h"
#include "core/model/ModelDef.h"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace syncline {

/**
 * Everything about one type of field, in one file of this folder each. A new type is: a value of
 * FieldType, a file here that defines its info, and its line in FieldTypes.cpp.
 */
struct FieldTypeInfo
{
    FieldType type = FieldType::String;
    std::string_view name; ///< As model files say it.
    /** Operators of a field that is no list; empty: not filterable. */
    std::span<const FilterOp> filterOps;
    bool sortable = false;
    /** One value that is not null, as it is stored; or why it cannot be ("must be …"). */
    Result<Value> (*coerce)(const FieldDef &field, const Value &value, Coercion mode) = nullptr;
    /** One value, not null, that a filter compares with. */
    Result<Value> (*operand)(const FieldDef &field, const Value &value) = nullptr;
};

const FieldTypeInfo &fieldTypeInfo(FieldType type);
/** All of them, in the order of FieldType. */
std::span<const FieldTypeInfo *const> allFieldTypes();

namespace fieldtypes {
extern const FieldTypeInfo string;
extern const FieldTypeInfo number;
extern const FieldTypeInfo boolean;
extern const FieldTypeInfo date;
extern const FieldTypeInfo dateTime;
extern const FieldTypeInfo enumeration;
extern const FieldTypeInfo email;
extern const FieldTypeInfo url;
extern const FieldTypeInfo color;
extern const FieldTypeInfo json;
extern const FieldTypeInfo object;
extern const FieldTypeInfo belongsTo;
extern const FieldTypeInfo hasOne;
extern const FieldTypeInfo hasMany;
extern const FieldTypeInfo richText;
extern const FieldTypeInfo roleList;
extern const FieldTypeInfo vector;
extern const FieldTypeInfo encryptedString;
extern const FieldTypeInfo password;
extern const FieldTypeInfo file;
extern const FieldTypeInfo recordState;
extern const FieldTypeInfo hasManyThrough;
extern const FieldTypeInfo computed;
extern const FieldTypeInfo unionOfModels;

// What the types say in common.

/** GGT_INVALID_RECORD "must be <what>, but is <value>". */
Error mustBe(std::string_view what, const Value &value);
/** A value in a sentence: `the text "abc"`, `1.5`, `a list`. */
std::string describe(const Value &value);
/** A text that may be stored, or why not. */
Result<Value> text(const Value &value, std::string_view what);
/** A text to compare with: any, well-formed for the field or not. */
Result<Value> textOperand(const FieldDef &field, const Value &value);

// Operators that several types share.
inline constexpr std::array orderedOps{FilterOp::Equals,
                                       FilterOp::NotEquals,
                                       FilterOp::IsSet,
                                       FilterOp::In,
                                       FilterOp::NotIn,
                                       FilterOp::LessThan,
                                       FilterOp::LessThanOrEqual,
                                       FilterOp::GreaterThan,
                                       FilterOp::GreaterThanOrEqual};
inline constexpr std::array textOps{FilterOp::Equals,
                                    FilterOp::NotEquals,
                                    FilterOp::IsSet,
                                    FilterOp::In,
                                    FilterOp::NotIn,
                                    FilterOp::LessThan,
                                    FilterOp::LessThanOrEqual,
                                    FilterOp::GreaterThan,
                                    FilterOp::GreaterThanOrEqual,
                                    FilterOp::StartsWith,
                                    FilterOp::EndsWith,
                                    FilterOp::Contains};
inline constexpr std::array jsonOps{FilterOp::Equals, FilterOp::NotEquals, FilterOp::In,
                                    FilterOp::NotIn,  FilterOp::IsSet,     FilterOp::Matches};
} // namespace fieldtypes

} // namespace syncline
