#include "ui/schema/SchemaDocument.h"

#include "core/base/TextSafe.h"
#include "core/model/RelationshipPair.h"
#include "ui/base/WhenDone.h"

#include <QUndoCommand>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace std::chrono_literals;

namespace syncline::ui {

namespace {

using Models = std::vector<std::shared_ptr<const ModelDef>>;

constexpr int maxSteps = 500;
constexpr auto planAfter = 250ms; ///< Of quiet.

/** What a new model begins with: something to show records by. */
ModelDef firstModel(const std::string &name)
{
    ModelDef model;
    model.name = name;
    model.plural = text::plural(name);
    FieldDef field;
    field.name = "name";
    model.fields.push_back(field);
    return model;
}

/** Files beside a model move with its folder. */
void followFolder(std::vector<std::string> &files, const std::string &from, const std::string &to)
{
    const std::string folder = "models/" + from + "/";
    for (std::string &file : files) {
        if (file.starts_with(folder))
            file = "models/" + to + "/" + file.substr(folder.size());
    }
}

} // namespace

/** One step that can be undone. */
class SchemaStep final : public QUndoCommand
{
public:
    SchemaStep(SchemaDocument *document, const QString &what, const QString &typing,
               SchemaState before, SchemaState after)
        : QUndoCommand(what),
          m_document(document),
          m_typing(typing),
          m_before(std::move(before)),
          m_after(std::move(after))
    {
    }
    void undo() override { m_document->take(m_before); }
    void redo() override { m_document->take(m_after); }
    [[nodiscard]] int id() const override { return m_typing.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const SchemaStep *>(other);
        if (next->m_typing != m_typing)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    SchemaDocument *m_document;
    const QString m_typing;
    const SchemaState m_before;
    SchemaState m_after;
};

SchemaDocument::SchemaDocument(Engine *engine, std::string name, Origin origin, QObject *parent)
    : QObject(parent),
      m_engine(engine),
      m_name(std::move(name)),
      m_isNew(origin == Origin::New)
{
    m_steps.setUndoLimit(maxSteps);
    m_planTimer.setSingleShot(true);
    m_planTimer.setInterval(planAfter);
    connect(&m_planTimer, &QTimer::timeout, this, &SchemaDocument::makePlan);
    connect(engine, &Engine::projectChanged, this, &SchemaDocument::follow);
    load();
    askLastChange();
}

SchemaDocument::~SchemaDocument()
{
    m_steps.blockSignals(true); // who listens is going, too
}

/** Begins anew with what the project has. */
void SchemaDocument::load()
{
    const ProjectPtr now = project();
    std::shared_ptr<const ModelDef> found;
    for (const auto &model : now ? now->models : Models()) {
        if (m_key.empty() ? model->name == m_name : model->storageKey == m_key)
            found = model;
    }
    m_outside.reset();
    m_steps.clear();
    m_base.reset();
    m_state.reset();
    if (found) {
        m_isNew = false;
        m_name = found->name;
        m_key = found->storageKey;
        m_base = SchemaState{*found, {}};
        m_state = m_base;
    } else if (m_isNew) {
        m_state = SchemaState{firstModel(m_name), {}};
    }
    m_first = m_state;
    m_problems = m_state ? findProblems(*m_state, *now, m_isNew ? std::string() : m_name)
                         : std::vector<SchemaProblem>();
    m_plan.reset();
    Q_EMIT changed();
    if (m_isNew)
        m_planTimer.start();
    Q_EMIT planChanged();
}

/** The project is another one: whether the model is, too. */
void SchemaDocument::follow()
{
    if (m_isApplying)
        return; // the answer says what there is
    const ProjectPtr now = project();
    std::shared_ptr<const ModelDef> found;
    for (const auto &model : now ? now->models : Models()) {
        if (m_key.empty() ? model->name == m_name : model->storageKey == m_key)
            found = model;
    }
    const bool isSame = found && m_base && *found == m_base->model;
    if (isSame || (!found && !m_base)) {
        m_outside.reset();
        if (m_state) {
            m_problems = findProblems(*m_state, *now, m_isNew ? std::string() : m_name);
            Q_EMIT changed(); // other models may be others
        }
        return;
    }
    if (!isModified() || (m_isNew && !found)) {
        load();
        return;
    }
    m_outside = found;
    if (found)
        Q_EMIT changedOutside();
    else
        Q_EMIT removedOutside();
}

const ModelDef *SchemaDocument::findModel(std::string_view name) const
{
    const ProjectPtr now = project();
    return m_state && now ? ui::findModel(*m_state, *now, name) : nullptr;
}

std::vector<std::string> SchemaDocument::modelNames() const
{
    std::vector<std::string> names;
    const ProjectPtr now = project();
    for (const auto &model : now ? now->models : Models()) {
        if (model->name != m_name)
            names.push_back(model->name);
    }
    if (m_state)
        names.push_back(m_state->model.name);
    std::sort(names.begin(), names.end());
    return names;
}

bool SchemaDocument::isModified() const
{
    return m_state && (!m_base || !(*m_state == *m_base));
}

SchemaState SchemaDocument::typingStart(const QString &typing) const
{
    const bool goesOn = m_typing && m_typing->key == typing && *m_state == m_typing->after;
    return goesOn ? m_typing->before : *m_state;
}

void SchemaDocument::change(const QString &what, SchemaState next, const QString &typing)
{
    if (m_state && !typing.isEmpty())
        m_typing = Typing{typing, typingStart(typing), next};
    if (!m_state || !isEditable() || next == *m_state)
        return;
    m_steps.push(new SchemaStep(this, what, typing, *m_state, std::move(next)));
}

void SchemaDocument::take(const SchemaState &state)
{
    m_state = state;
    m_problems = findProblems(state, *project(), m_isNew ? std::string() : m_name);
    m_plan.reset();
    ++m_planTicket;
    m_isPlanning = isModified() && m_problems.empty();
    if (m_isPlanning)
        m_planTimer.start();
    else
        m_planTimer.stop();
    Q_EMIT changed();
    Q_EMIT planChanged();
}

void SchemaDocument::startNew()
{
    if (m_state || m_engine->isReadOnly())
        return;
    m_isNew = true;
    m_key.clear();
    load();
}

void SchemaDocument::restore(const SchemaState &state)
{
    if (m_state)
        change(tr("Changes of Last Time"), state);
}

void SchemaDocument::discard()
{
    if (!m_first)
        return;
    m_steps.clear();
    take(*m_first);
}

QString SchemaDocument::problemAt(const FieldPath &path, SchemaProblem::Part part) const
{
    for (const SchemaProblem &problem : m_problems) {
        if (problem.path == path && problem.part == part)
            return problem.text;
    }
    return {};
}

ModelChange SchemaDocument::pendingChange() const
{
    ModelChange change;
    if (!m_state)
        return change;
    const std::string &to = m_state->model.name;
    change.save.push_back(m_state->model);
    for (const ModelDef &other : m_state->others)
        change.save.push_back(other);
    if (m_isNew || m_name == to)
        return change;
    for (ModelDef &model : change.save) {
        followFolder(model.validations, m_name, to);
        for (FieldDef &field : model.fields)
            followFolder(field.validations, m_name, to);
        followModelName(model, m_name, to);
    }
    return change;
}

void SchemaDocument::makePlan()
{
    m_planTimer.stop();
    const quint64 ticket = ++m_planTicket;
    if (!isModified() || !m_problems.empty()) {
        m_isPlanning = false;
        Q_EMIT planChanged();
        return;
    }
    m_isPlanning = true;
    Q_EMIT planChanged();
    whenDone(m_engine->schemas().preview(pendingChange()), this,
             [this, ticket](const Result<SchemaPlan> &plan) {
                 if (ticket != m_planTicket)
                     return;
                 m_isPlanning = false;
                 m_plan = plan;
                 Q_EMIT planChanged();
             });
}

void SchemaDocument::apply(Confirm confirmLoss)
{
    if (!isModified() || !isEditable() || !m_problems.empty())
        return;
    m_isApplying = true;
    m_planTimer.stop();
    Q_EMIT changed();
    whenDone(m_engine->schemas().apply(pendingChange(), confirmLoss), this,
             [this](const Result<void> &result) { finish(result, false); });
}

void SchemaDocument::undoLast(Confirm confirmLoss)
{
    if (!isEditable())
        return;
    m_isApplying = true;
    Q_EMIT changed();
    whenDone(m_engine->schemas().undo(confirmLoss), this,
             [this](const Result<void> &result) { finish(result, true); });
}

void SchemaDocument::finish(const Result<void> &result, bool isUndo)
{
    m_isApplying = false;
    if (!result) {
        Q_EMIT changed();
        Q_EMIT failed(result.error());
        follow(); // what came in meanwhile
        return;
    }
    if (!isUndo && m_state) {
        m_name = m_state->model.name;
        m_isNew = false;
    }
    load();
    askLastChange();
    if (isUndo)
        Q_EMIT undone();
    else
        Q_EMIT applied();
}

void SchemaDocument::askLastChange()
{
    whenDone(m_engine->schemas().lastChange(), this,
             [this](const Result<std::optional<SchemaChangeInfo>> &last) {
                 m_lastChange = last ? last.value() : std::nullopt;
                 Q_EMIT lastChangeChanged();
             });
}

void SchemaDocument::takeOutside()
{
    load();
}

void SchemaDocument::keepMine()
{
    if (!m_state)
        return;
    if (m_outside) {
        m_base = SchemaState{*m_outside, {}};
        m_name = m_outside->name;
        m_key = m_outside->storageKey;
        m_isNew = false;
    } else { // it was removed: what is here makes it anew
        m_base.reset();
        m_key.clear();
        m_isNew = true;
        m_steps.clear(); // they lead to a model that was
    }
    m_outside.reset();
    m_first = m_base ? m_base : m_first;
    SchemaState mine = *m_state;
    mine.model.storageKey = m_base ? m_base->model.storageKey : std::string();
    take(mine);
}

} // namespace syncline::ui
