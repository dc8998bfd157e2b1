#include "core/record/RecordReader.h"
#include "tests/action/QuizFixture.h"
#include "tests/support/StdToString.h"

#include <QTest>

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

using namespace syncline;
using namespace syncline::test;

namespace {

/** One record of the plain model: a name, and to whom it belongs (0: nobody). */
struct Plain
{
    std::string name;
    int owner = 0;
};

/** What the tables must hold, as plain maps. Everything that is asked of it happens one after the
 * other; `failed` says that the action as a whole must be refused. */
struct Memory
{
    std::map<int, Plain> quizzes;
    std::map<int, Plain> questions;
    std::map<int, Plain> covers;
    std::map<int, Plain> tags;
    std::set<std::pair<int, int>> links; ///< quiz, tag
    int lastQuiz = 0;
    int lastQuestion = 0;
    int lastCover = 0;
    int lastTag = 0;
    bool failed = false;

    void require(bool holds) { failed = failed || !holds; }
    static int add(std::map<int, Plain> &to, int &last, const std::string &name, int owner)
    {
        to[++last] = {name, owner};
        return last;
    }
    void rename(std::map<int, Plain> &in, int id, const std::string &name)
    {
        require(in.contains(id) && !name.empty());
        if (in.contains(id))
            in[id].name = name;
    }
    void removeQuiz(int id)
    {
        require(quizzes.erase(id) == 1);
        std::erase_if(questions, [id](const auto &one) { return one.second.owner == id; });
        std::erase_if(links, [id](const auto &link) { return link.first == id; });
    }
};

std::string shown(const char *kind, const std::map<int, Plain> &all, bool owned)
{
    std::string text;
    for (const auto &[id, one] : all) {
        text += std::string(kind) + " " + std::to_string(id) + " " + one.name;
        if (owned)
            text += " of " + std::to_string(one.owner);
        text += "\n";
    }
    return text;
}

std::string shown(const Memory &memory)
{
    std::string text = shown("quiz", memory.quizzes, false) +
                       shown("question", memory.questions, true) +
                       shown("cover", memory.covers, true) + shown("tag", memory.tags, false);
    for (const auto &[quiz, tag] : memory.links)
        text += "link " + std::to_string(quiz) + " " + std::to_string(tag) + "\n";
    return text;
}

/** A name, sometimes none: then the record is refused. */
std::string someName()
{
    return *rc::gen::weightedElement<std::string>({{9, "a"}, {9, "b"}, {9, "c"}, {1, ""}});
}

Value nameValue(const std::string &name)
{
    return name.empty() ? Value() : Value(name);
}

/** One of @p ids, mostly; else any number, which may have been one or never be. */
int someId(const std::vector<int> &ids)
{
    if (ids.empty() || *rc::gen::inRange(0, 12) == 0)
        return *rc::gen::inRange(1, 40);
    return ids[*rc::gen::inRange<std::size_t>(0, ids.size())];
}

/** The records that belong to @p owner; −1: all. */
std::vector<int> idsOf(const std::map<int, Plain> &all, int owner = -1)
{
    std::vector<int> ids;
    for (const auto &[id, one] : all) {
        if (owner == -1 || one.owner == owner)
            ids.push_back(id);
    }
    return ids;
}

Value idValue(int id)
{
    return *rc::gen::arbitrary<bool>() ? Value(id) : Value(std::to_string(id));
}

ValueObject verb(const char *name, ValueObject input)
{
    return {{name, std::move(input)}};
}

/** Makes one action's input, and does the same to a copy of the memory. */
class InputMaker
{
public:
    InputMaker(Memory &memory, int quiz)
        : m_memory(memory),
          m_quiz(quiz)
    {
    }

    ValueObject fields()
    {
        ValueObject fields;
        if (*rc::gen::arbitrary<bool>())
            fields.set("questions", questions());
        if (*rc::gen::inRange(0, 3) == 0)
            fields.set("cover", cover());
        if (*rc::gen::arbitrary<bool>())
            fields.set("tags", tags());
        return fields;
    }

private:
    bool owns(int question)
    {
        return m_memory.questions.contains(question) &&
               m_memory.questions[question].owner == m_quiz;
    }

    Value questions()
    {
        ValueList list;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
            list.emplace_back(question());
        return list;
    }

    ValueObject question()
    {
        const int kind = *rc::gen::inRange(0, 6);
        const int id = someId(idsOf(m_memory.questions, kind == 3 ? -1 : m_quiz));
        const std::string name = someName();
        switch (kind) {
        case 0:
            m_memory.require(!name.empty());
            Memory::add(m_memory.questions, m_memory.lastQuestion, name, m_quiz);
            return verb("create", {{"text", nameValue(name)}});
        case 1:
            m_memory.require(owns(id));
            m_memory.rename(m_memory.questions, id, name);
            return verb("update", {{"id", idValue(id)}, {"text", nameValue(name)}});
        case 2:
            m_memory.require(owns(id));
            m_memory.questions.erase(id);
            return verb("delete", {{"id", idValue(id)}});
        case 3:
            m_memory.require(m_memory.questions.contains(id));
            m_memory.questions[id].owner = m_quiz;
            return {{"_link", idValue(id)}};
        case 4:
            m_memory.require(owns(id));
            m_memory.questions[id].owner = 0;
            return {{"_unlink", idValue(id)}};
        default:
            return convergeQuestions();
        }
    }

    ValueObject convergeQuestions()
    {
        std::set<int> wanted;
        ValueList values;
        std::vector<std::pair<int, std::string>> steps; // id 0: a new one; no name: only kept
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
            const int id =
                *rc::gen::arbitrary<bool>() ? someId(idsOf(m_memory.questions, m_quiz)) : 0;
            if (id != 0 && !wanted.insert(id).second)
                continue; // one value twice is refused before anything runs
            const std::string name = *rc::gen::element<std::string>("x", "y");
            const bool changes = id == 0 || *rc::gen::arbitrary<bool>();
            ValueObject value;
            if (id != 0)
                value.set("id", idValue(id));
            if (changes)
                value.set("text", name);
            values.emplace_back(std::move(value));
            steps.emplace_back(id, changes ? name : std::string());
        }
        std::erase_if(m_memory.questions, [&](const auto &one) {
            return one.second.owner == m_quiz && !wanted.contains(one.first);
        });
        for (const auto &[id, name] : steps) {
            if (id == 0) {
                Memory::add(m_memory.questions, m_memory.lastQuestion, name, m_quiz);
                continue;
            }
            m_memory.require(owns(id));
            if (!name.empty())
                m_memory.rename(m_memory.questions, id, name);
        }
        return verb("_converge", {{"values", std::move(values)}});
    }

    int ownCover()
    {
        for (const auto &[id, one] : m_memory.covers) {
            if (one.owner == m_quiz)
                return id;
        }
        return 0;
    }

    void releaseCovers(int keep)
    {
        for (auto &[id, one] : m_memory.covers) {
            if (one.owner == m_quiz && id != keep)
                one.owner = 0;
        }
    }

    Value cover()
    {
        const int own = ownCover();
        const int kind = *rc::gen::inRange(0, 5);
        const int id = someId(idsOf(m_memory.covers, kind == 2 ? -1 : m_quiz));
        switch (kind) {
        case 0:
            releaseCovers(0);
            Memory::add(m_memory.covers, m_memory.lastCover, "new", m_quiz);
            return verb("create", {{"name", "new"}});
        case 1:
            m_memory.require(own != 0);
            if (own != 0)
                m_memory.covers[own].name = "own";
            return verb("update", {{"name", "own"}});
        case 2:
            m_memory.require(m_memory.covers.contains(id));
            releaseCovers(id);
            m_memory.covers[id].owner = m_quiz;
            return verb("_relink", {{"id", idValue(id)}});
        case 3:
            if (own != 0)
                m_memory.covers[own].owner = 0;
            return {};
        default:
            m_memory.require(own != 0 && id == own);
            m_memory.covers.erase(id);
            return verb("delete", {{"id", idValue(id)}});
        }
    }

    std::vector<int> linkedTags()
    {
        std::vector<int> ids;
        for (const auto &[quiz, tag] : m_memory.links) {
            if (quiz == m_quiz)
                ids.push_back(tag);
        }
        return ids;
    }

    Value tags()
    {
        ValueList list;
        for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
            list.emplace_back(tag());
        return list;
    }

    ValueObject tag()
    {
        const int kind = *rc::gen::inRange(0, 6);
        const int id = someId(kind == 1 ? idsOf(m_memory.tags) : linkedTags());
        const std::string name = someName();
        const bool linked = m_memory.links.contains({m_quiz, id});
        switch (kind) {
        case 0:
            m_memory.require(!name.empty());
            m_memory.links.insert({m_quiz, Memory::add(m_memory.tags, m_memory.lastTag, name, 0)});
            return verb("create", {{"name", nameValue(name)}});
        case 1:
            m_memory.require(m_memory.tags.contains(id));
            m_memory.links.insert({m_quiz, id});
            return {{"_link", idValue(id)}};
        case 2:
            m_memory.require(linked);
            m_memory.links.erase({m_quiz, id});
            return {{"_unlink", idValue(id)}};
        case 3:
            m_memory.require(linked);
            m_memory.rename(m_memory.tags, id, name);
            return verb("update", {{"id", idValue(id)}, {"name", nameValue(name)}});
        case 4:
            m_memory.require(linked);
            m_memory.tags.erase(id);
            // The tag's own other links go with it.
            std::erase_if(m_memory.links, [id](const auto &link) { return link.second == id; });
            return verb("delete", {{"id", idValue(id)}});
        default:
            return convergeTags();
        }
    }

    ValueObject convergeTags()
    {
        std::set<int> wanted;
        ValueList values;
        for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
            const int id = someId(idsOf(m_memory.tags));
            if (!wanted.insert(id).second)
                continue;
            values.emplace_back(ValueObject{{"id", idValue(id)}});
            m_memory.require(m_memory.tags.contains(id));
        }
        std::erase_if(m_memory.links, [this](const auto &link) { return link.first == m_quiz; });
        for (const int id : wanted)
            m_memory.links.insert({m_quiz, id});
        return verb("_converge", {{"values", std::move(values)}});
    }

    Memory &m_memory;
    const int m_quiz;
};

std::vector<std::shared_ptr<ModelDef>> models()
{
    auto all = quizModels();
    for (const auto &def : all) {
        for (FieldDef &one : def->fields) {
            if (one.name == "questions" || one.name == "tags")
                one.dependent = Dependent::Delete;
        }
    }
    FieldDef uses = relation("uses", FieldType::HasMany, "quizTag", "tag");
    uses.dependent = Dependent::Delete;
    all[5]->fields.push_back(uses);
    return all;
}

} // namespace

/** Random nested writes and deletions against plain maps. */
class NestedPropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tablesHoldWhatThePlainModelHolds();

private:
    /** The tables as shown(Memory) shows them. */
    static std::string tables(QuizFixture &fixture)
    {
        Memory memory;
        const auto reader = fixture.store->reader();
        const auto read = [&](const char *name, const auto &visit) {
            const auto def = fixture.services.project()->findModel(name);
            const Result<void> done =
                RecordReader(reader.value().database(), *def).each({}, [&](const RecordRow &row) {
                    visit(static_cast<int>(raw(row.id)), row.fields);
                    return true;
                });
            RC_ASSERT(done.ok());
        };
        const auto id = [](const Value &value) {
            return static_cast<int>(idFromText(value.stringOr()));
        };
        read("quiz", [&](int key, const ValueObject &row) {
            memory.quizzes[key] = {row.at("title").stringOr(), 0};
        });
        read("question", [&](int key, const ValueObject &row) {
            memory.questions[key] = {row.at("text").stringOr(), id(row.at("quiz"))};
        });
        read("cover", [&](int key, const ValueObject &row) {
            memory.covers[key] = {row.at("name").stringOr(), id(row.at("quiz"))};
        });
        read("tag", [&](int key, const ValueObject &row) {
            memory.tags[key] = {row.at("name").stringOr(), 0};
        });
        read("quizTag", [&](int, const ValueObject &row) {
            // Twice the same link would be a fault of its own.
            RC_ASSERT(memory.links.insert({id(row.at("quiz")), id(row.at("tag"))}).second);
        });
        return shown(memory);
    }

    /** One random action on both; what was asked, for the report. */
    static std::string step(QuizFixture &fixture, Memory &memory)
    {
        Memory after = memory;
        ActionCall call;
        const int kind = *rc::gen::inRange(0, 8);
        const int id = someId(idsOf(memory.quizzes));
        if (kind == 0) {
            call.action = "quiz.delete";
            call.id = std::to_string(id);
            after.removeQuiz(id);
        } else if (kind < 4) {
            call.action = "quiz.create";
            const std::string title = someName();
            after.require(!title.empty());
            const int made = Memory::add(after.quizzes, after.lastQuiz, title, 0);
            call.params = InputMaker(after, made).fields();
            call.params.set("title", nameValue(title));
        } else {
            call.action = "quiz.update";
            call.id = std::to_string(id);
            after.require(after.quizzes.contains(id));
            call.params = InputMaker(after, id).fields();
        }
        const std::string asked = call.action + " " + call.id + " " + json::write(call.params);
        const ActionOutcome outcome = fixture.run(std::move(call));
        const std::string told = asked + "\n" + firstError(outcome);
        if (outcome.success == after.failed)
            RC_FAIL(told);
        if (!after.failed)
            memory = std::move(after);
        return told;
    }
};

void NestedPropertyTest::tablesHoldWhatThePlainModelHolds()
{
    QuizFixture fixture(models());
    Memory memory;
    QVERIFY(rc::check("nested writes", [&] {
        for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
            const std::string told = step(fixture, memory);
            const std::string held = tables(fixture);
            if (held != shown(memory))
                RC_FAIL(told + "\nthe tables hold\n" + held + "but should hold\n" + shown(memory));
        }
    }));
    // Enough of it was carried out, and not only refused.
    QVERIFY2(memory.lastQuiz > 5 && memory.lastQuestion + memory.lastTag > 5,
             shown(memory).c_str());
}

QTEST_GUILESS_MAIN(NestedPropertyTest)
#include "NestedPropertyTest.moc"
