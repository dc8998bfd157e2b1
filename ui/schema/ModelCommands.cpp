#include "ui/schema/ModelCommands.h"

#include "core/project/Names.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/schema/PlanView.h"
#include "ui/schema/SchemaState.h"

#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

DocumentRef schemaRef(const QString &name, const QString &detail)
{
    DocumentRef ref;
    ref.kind = DocumentRef::Kind::Schema;
    ref.name = name;
    ref.detail = detail;
    return ref;
}

ModelCommands::ModelCommands(const UiContext &context, QWidget *parent)
    : QObject(parent),
      m_context(context),
      m_parent(parent)
{
}

void ModelCommands::make()
{
    TextQuestion question;
    question.title = tr("New model");
    question.label = tr("Name of the model: one thing, such as invoice or blogPost");
    question.doIt = tr("Create");
    m_context.prompter->askText(m_parent, question,
                                [this](const QString &typed) { handleName(typed); });
}

void ModelCommands::handleName(const QString &typed)
{
    const std::string name = fromQString(typed.trimmed());
    if (const auto fault = nameFault(NameKind::Model, name)) {
        m_context.prompter->show(m_parent, Error(errc::invalidInput, "%1", {*fault}));
        return;
    }
    const ProjectPtr project = m_context.engine->project();
    for (const auto &model : project->models) {
        if (typeName(model->name) == typeName(name)) { // it is there already
            Q_EMIT openRequested(schemaRef(toQString(model->name)), OpenMode::Here);
            return;
        }
    }
    Q_EMIT openRequested(schemaRef(toQString(name), u"new"_s), OpenMode::Here);
}

void ModelCommands::rename(const QString &model)
{
    TextQuestion question;
    question.title = tr("Rename %1").arg(model);
    question.label = tr("New name of the model; records, actions and relationships follow");
    question.text = model;
    question.doIt = tr("Rename");
    m_context.prompter->askText(
        m_parent, question, [this, model](const QString &typed) { handleNewName(model, typed); });
}

void ModelCommands::handleNewName(const QString &model, const QString &typed)
{
    const std::string name = fromQString(typed.trimmed());
    const auto known = m_context.engine->project()->findModel(fromQString(model));
    if (!known || known->name == name)
        return;
    if (const auto fault = nameFault(NameKind::Model, name)) {
        m_context.prompter->show(m_parent, Error(errc::invalidInput, "%1", {*fault}));
        return;
    }
    ModelDef renamed = *known;
    renameModel(renamed, name);
    const ModelChange change{.save = {renamed}, .remove = {}};
    apply(change, Confirm::No, {});
}

void ModelCommands::remove(const QString &model)
{
    const ModelChange change{.save = {}, .remove = {fromQString(model)}};
    whenDone(
        m_context.engine->schemas().preview(change), this,
        [this, model, change](const Result<SchemaPlan> &plan) { handlePlan(model, change, plan); });
}

void ModelCommands::handlePlan(const QString &model, const ModelChange &change,
                               const Result<SchemaPlan> &plan)
{
    if (!plan) {
        m_context.prompter->show(m_parent, plan.error());
        return;
    }
    const auto actions = m_context.engine->project()->actions;
    const auto own = std::count_if(actions.begin(), actions.end(), [&model](const auto &action) {
        return toQString(action->model) == model && !action->isDefault;
    });
    Question question;
    question.title = tr("Delete the model %1").arg(model);
    question.text = tr("The model %1 goes, with its folder").arg(model);
    if (own > 0)
        question.text += u' ' + tr("and %1 actions of its own").arg(own);
    question.text += u'.';
    if (plan->losesData())
        question.text += u"\n\n"_s + lossQuestion(plan.value());
    question.doIt = lostBy(plan.value()) > 0
                        ? tr("Delete and Lose %1").arg(countText(lostBy(plan.value())))
                        : tr("Delete");
    question.leaveIt = tr("Keep It");
    question.destructive = true;
    m_context.prompter->ask(m_parent, question, [this, model, change](Answer answer) {
        if (answer == Answer::DoIt)
            apply(change, Confirm::Yes, model);
    });
}

void ModelCommands::apply(const ModelChange &change, Confirm confirmLoss,
                          const QString &removedModel)
{
    whenDone(m_context.engine->schemas().apply(change, confirmLoss), this,
             [this, removedModel](const Result<void> &done) {
                 if (!done)
                     m_context.prompter->show(m_parent, done.error());
                 else if (!removedModel.isEmpty())
                     Q_EMIT removed(removedModel);
             });
}

} // namespace syncline::ui
