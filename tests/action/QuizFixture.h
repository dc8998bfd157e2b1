#pragma once

#include "core/base/Json.h"
#include "tests/support/ActionFixture.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace syncline::test {

inline FieldDef relation(std::string name, FieldType type, std::string related,
                         std::string inverse = {})
{
    FieldDef def = field(std::move(name), type);
    def.relatedModel = std::move(related);
    def.inverseField = std::move(inverse);
    if (!def.isStored())
        def.storageKey.clear();
    return def;
}

inline FieldDef requiredText(std::string name)
{
    FieldDef def = field(std::move(name), FieldType::String);
    def.required = true;
    return def;
}

/**
 * quiz ─< question ─< answer, quiz ── cover, quiz >─ author, quiz >─quizTag─< tag, and a tree of
 * folders.
 */
inline std::vector<std::shared_ptr<ModelDef>> quizModels()
{
    FieldDef tags = relation("tags", FieldType::HasManyThrough, "tag", "quiz");
    tags.joinModel = "quizTag";
    tags.joinField = "tag";
    return {
        model("quiz", {requiredText("title"), relation("author", FieldType::BelongsTo, "author"),
                       relation("questions", FieldType::HasMany, "question", "quiz"),
                       relation("cover", FieldType::HasOne, "cover", "quiz"), tags}),
        model("question", {requiredText("text"), field("points", FieldType::Number),
                           relation("quiz", FieldType::BelongsTo, "quiz"),
                           relation("answers", FieldType::HasMany, "answer", "question")}),
        model("answer",
              {requiredText("text"), relation("question", FieldType::BelongsTo, "question")}),
        model("cover",
              {field("name", FieldType::String), relation("quiz", FieldType::BelongsTo, "quiz")}),
        model("author",
              {requiredText("name"), relation("quizzes", FieldType::HasMany, "quiz", "author")}),
        model("tag", {requiredText("name")}),
        model("quizTag", {relation("quiz", FieldType::BelongsTo, "quiz"),
                          relation("tag", FieldType::BelongsTo, "tag")}),
        model("folder",
              {field("name", FieldType::String), relation("parent", FieldType::BelongsTo, "folder"),
               relation("folders", FieldType::HasMany, "folder", "parent")}),
    };
}

/** The project of quizModels() with shorthands for tests. */
class QuizFixture : public ActionFixture
{
public:
    explicit QuizFixture(std::vector<std::shared_ptr<ModelDef>> models = quizModels())
        : ActionFixture(std::move(models))
    {
    }

    /** Runs @p action with params in JSON. */
    ActionOutcome call(const std::string &action, const std::string &id, const std::string &params)
    {
        ActionCall made;
        made.action = action;
        made.id = id;
        const auto parsed = json::parse(params);
        if (parsed && parsed->isObject())
            made.params = parsed->asObject();
        return run(std::move(made));
    }
    /** Creates a record; its id. */
    std::string made(const std::string &modelName, const std::string &params)
    {
        const ActionOutcome outcome = call(modelName + ".create", {}, params);
        return outcome.record ? toText(outcome.record->id) : std::string();
    }
    /** Of all records of a model the values of a field, by id: "a,b". */
    std::string all(const std::string &modelName, const std::string &name)
    {
        std::string text;
        const std::int64_t last = 200;
        for (std::int64_t id = 1; id < last; ++id) {
            const Value value = stored(modelName, id, name);
            if (!value.isNull())
                text += (text.empty() ? "" : ",") + value.stringOr();
        }
        return text;
    }
};

inline std::string firstError(const ActionOutcome &outcome)
{
    return outcome.errors.empty() ? std::string() : outcome.errors.front().describe();
}

} // namespace syncline::test
