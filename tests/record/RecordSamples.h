#pragma once

#include "tests/record/FilterOracle.h"
#include "tests/record/RecordFixture.h"

#include <rapidcheck.h>

#include <map>

/** Records of every type and random queries over them. */
namespace syncline::test {

inline constexpr int rowCount = 120;

/** Few different values, so that ties, nulls and edge cases meet. */
inline rc::Gen<std::string> someText()
{
    return rc::gen::element<std::string>("", "a", "A", "ab", "AB%", "a_b", "\\", "%", "Zürich",
                                         "zürich", "b a", "0", "é");
}

inline rc::Gen<Value> someValue(const std::string &name)
{
    const auto orNull = [](rc::Gen<Value> gen) {
        return rc::gen::weightedOneOf<Value>({{4, std::move(gen)}, {1, rc::gen::just(Value())}});
    };
    if (name == "title")
        return orNull(rc::gen::map(someText(), [](std::string text) { return Value(text); }));
    if (name == "price")
        return orNull(rc::gen::element<Value>(0, -1, 1, 1.0, 1.5, 0.1,
                                              std::int64_t{9007199254740993}, 9007199254740992.0,
                                              -2.25, 1e300));
    if (name == "live")
        return orNull(rc::gen::element<Value>(true, false));
    if (name == "day")
        return orNull(
            rc::gen::map(rc::gen::inRange(-2, 3), [](int days) { return Value(Date{days}); }));
    if (name == "at")
        return orNull(
            rc::gen::map(rc::gen::inRange(-2, 3), [](int ms) { return Value(DateTime{ms}); }));
    if (name == "color")
        return orNull(rc::gen::element<Value>("red", "blue"));
    if (name == "tags")
        return orNull(rc::gen::element<Value>(ValueList{}, ValueList{"a"}, ValueList{"a", "b"},
                                              ValueList{"b", "A"}, ValueList{""}));
    if (name == "data")
        return orNull(rc::gen::element<Value>(
            1, "1", true, 1.5, ValueObject{}, ValueList{}, ValueObject{{"a", 1}},
            ValueObject{{"a", 1}, {"b", ValueList{1, "x"}}},
            ValueObject{{"b", ValueList{1, "x"}}, {"a", 1.0}}, ValueObject{{"a \"b\"", nullptr}},
            ValueList{1, ValueObject{{"a", 1}}},
            ValueObject{{"a", ValueObject{{"b", ValueObject{{"c", false}}}}}}));
    return orNull(rc::gen::element<Value>("1", "2", "3"));
}

/** A database of widgets with random fields, and the same rows in memory. */
class RecordSamples
{
public:
    RecordSamples()
    {
        maker = share(model("maker", {field("name")}));
        FieldDef color = field("color", FieldType::Enum);
        color.options = {{.value = "red", .label = {}, .color = {}},
                         {.value = "blue", .label = {}, .color = {}}};
        FieldDef tags = field("tags");
        tags.list = true;
        FieldDef note = field("note");
        note.searchable = false;
        ModelDef def =
            model("widget", {field("title"), field("price", FieldType::Number),
                             field("live", FieldType::Boolean), field("day", FieldType::Date),
                             field("at", FieldType::DateTime), color, tags,
                             field("data", FieldType::Json), reference("maker", "maker"), note});
        def.indexes = {{"price"}, {"title", "price"}};
        widget = share(def);
        fixture.apply({maker, widget});
        for (const char *name : {"one", "two", "three"})
            fixture.create(maker, {{"name", name}});

        const auto ordered = {FilterOp::Equals,
                              FilterOp::NotEquals,
                              FilterOp::IsSet,
                              FilterOp::In,
                              FilterOp::NotIn,
                              FilterOp::LessThan,
                              FilterOp::LessThanOrEqual,
                              FilterOp::GreaterThan,
                              FilterOp::GreaterThanOrEqual};
        std::vector<FilterOp> text = ordered;
        text.insert(text.end(), {FilterOp::StartsWith, FilterOp::EndsWith, FilterOp::Contains});
        operators = {
            {"title", text},
            {"price", ordered},
            {"day", ordered},
            {"at", ordered},
            {"id", ordered},
            {"makerId",
             {FilterOp::Equals, FilterOp::NotEquals, FilterOp::IsSet, FilterOp::In,
              FilterOp::NotIn}},
            {"live", {FilterOp::Equals, FilterOp::NotEquals, FilterOp::IsSet}},
            {"color", {FilterOp::Equals, FilterOp::NotEquals, FilterOp::IsSet, FilterOp::In}},
            {"tags", {FilterOp::Equals, FilterOp::NotEquals, FilterOp::IsSet, FilterOp::Contains}},
            {"data",
             {FilterOp::Equals, FilterOp::NotEquals, FilterOp::IsSet, FilterOp::In, FilterOp::NotIn,
              FilterOp::Matches}}};

        const auto records = rc::gen::container<std::vector<ValueObject>>(
                                 rowCount, rc::gen::exec([this] {
                                     ValueObject fields;
                                     for (const FieldDef &each : widget->fields) {
                                         if (each.name != "note")
                                             fields.append(each.name, *someValue(each.name));
                                     }
                                     return fields;
                                 }))(rc::Random(7), 50)
                                 .value();
        fixture.write([&](Database &database) {
            RecordWriter writer(database, *widget, {RunId{1}, fixture.now});
            for (const ValueObject &fields : records)
                rows.push_back(must(writer.create(fields)));
        });
    }

    rc::Gen<Value> operand(const std::string &name)
    {
        if (name == "id")
            return rc::gen::map(rc::gen::inRange(0, rowCount + 2),
                                [](int id) { return Value(std::to_string(id)); });
        return someValue(name == "makerId" ? "maker" : name);
    }

    rc::Gen<Filter> comparison()
    {
        return rc::gen::exec([this] {
            std::vector<std::string> names;
            for (const auto &[name, ops] : operators)
                names.push_back(name);
            Filter filter;
            filter.kind = Filter::Kind::Compare;
            filter.field = *rc::gen::elementOf(names);
            filter.op = *rc::gen::elementOf(operators.at(filter.field));
            if (filter.op == FilterOp::IsSet)
                filter.operand = *rc::gen::arbitrary<bool>();
            else if (filter.op == FilterOp::In || filter.op == FilterOp::NotIn)
                filter.operand =
                    *rc::gen::resize(4, rc::gen::container<ValueList>(operand(filter.field)));
            else
                filter.operand = *operand(filter.field);
            if (filter.field == "tags" && filter.op == FilterOp::Contains)
                filter.operand =
                    *rc::gen::element<Value>("a", "", "A", ValueList{}, ValueList{"a", "b"});
            const bool needsText = filter.op == FilterOp::StartsWith ||
                                   filter.op == FilterOp::EndsWith ||
                                   (filter.op == FilterOp::Contains && filter.field == "title");
            if (needsText)
                filter.operand = *someText();
            return filter;
        });
    }

    rc::Gen<Filter> tree(int depth)
    {
        if (depth == 0)
            return comparison();
        return rc::gen::exec([this, depth] {
            Filter filter;
            filter.kind = *rc::gen::element(Filter::Kind::And, Filter::Kind::Or, Filter::Kind::Not,
                                            Filter::Kind::Compare);
            if (filter.kind == Filter::Kind::Compare)
                return *comparison();
            const int children = filter.kind == Filter::Kind::Not ? 1 : *rc::gen::inRange(0, 4);
            for (int i = 0; i < children; ++i)
                filter.children.push_back(*tree(depth - 1));
            return filter;
        });
    }

    rc::Gen<Sort> sorts()
    {
        return rc::gen::exec([] {
            Sort sort;
            const int keys = *rc::gen::inRange(0, 4);
            for (int i = 0; i < keys; ++i)
                sort.push_back({*rc::gen::element<std::string>("title", "price", "live", "day",
                                                               "at", "color", "id", "remoteId"),
                                *rc::gen::arbitrary<bool>()});
            return sort;
        });
    }

    RecordFixture fixture;
    ModelPtr maker;
    ModelPtr widget;
    std::vector<RecordRow> rows;
    std::map<std::string, std::vector<FilterOp>> operators; ///< By field: what may be asked of it.
};

} // namespace syncline::test
