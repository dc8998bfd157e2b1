#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/schema/FieldForm.h"
#include "ui/schema/FieldTable.h"
#include "ui/schema/ModelCommands.h"
#include "ui/schema/PlanView.h"
#include "ui/schema/RecordCheckView.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/schema/SchemaPage.h"
#include "ui/schema/ScriptList.h"
#include "ui/widget/PageStateView.h"

#include <QRegularExpression>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

/** What the schema's page does beside editing: undoing, checking, files, and where it was. */
namespace syncline::ui {

void SchemaPage::undoLast()
{
    whenDone(
        context().engine->schemas().previewUndo(), this, [this](const Result<SchemaPlan> &plan) {
            if (!plan) {
                context().prompter->show(this, plan.error());
                return;
            }
            const auto &last = m_document->lastChange();
            Question question;
            question.title = tr("Undo the last change of models");
            question.text =
                last ? tr("The change \"%1\" is taken back.").arg(displayLine(last->summary))
                     : tr("The last change is taken back.");
            if (m_document->isModified())
                question.text += u' ' + tr("What is not applied here goes, too.");
            const bool isLosing = plan->losesData();
            if (isLosing)
                question.text += u"\n\n"_s + lossQuestion(plan.value());
            question.doIt = isLosing ? tr("Undo and Lose %1").arg(countText(lostBy(plan.value())))
                                     : tr("Undo the Change");
            question.destructive = isLosing;
            context().prompter->ask(this, question, [this, isLosing](Answer answer) {
                if (answer == Answer::DoIt)
                    m_document->undoLast(isLosing ? Confirm::Yes : Confirm::No);
            });
        });
}

void SchemaPage::checkRecords()
{
    const ModelDef *base = m_document->base();
    if (!base)
        return;
    m_tabs->setTabVisible(CheckTab, true);
    m_tabs->setCurrentIndex(CheckTab);
    m_check->showRunning();
    whenDone(context().engine->checkRecords(base->name), this,
             [this](const Result<RecordCheck> &check) { m_check->showResult(check); });
}

void SchemaPage::openFile(const QString &file)
{
    DocumentRef wanted;
    wanted.kind = DocumentRef::Kind::Code;
    wanted.name = file;
    Q_EMIT openRequested(wanted, OpenMode::Here);
}

void SchemaPage::openRecords()
{
    const ModelDef *base = m_document->base();
    if (!base)
        return;
    DocumentRef wanted;
    wanted.kind = DocumentRef::Kind::Records;
    wanted.name = toQString(base->name);
    Q_EMIT openRequested(wanted, OpenMode::Here);
}

void SchemaPage::openDiagram()
{
    DocumentRef wanted;
    wanted.kind = DocumentRef::Kind::Diagram;
    wanted.name = u"models"_s;
    wanted.detail = ref().name;
    Q_EMIT openRequested(wanted, OpenMode::Here);
}

/** A file of its own for the field at @p path; for the whole record when that is empty. */
void SchemaPage::addScript(const FieldPath &path)
{
    const ModelDef *base = m_document->base();
    if (!base) {
        context().prompter->inform(this, tr("New validation"),
                                   tr("Apply the new model first: its folder holds the file."));
        return;
    }
    const FieldDef *field = fieldAt(*m_document->model(), path);
    TextQuestion question;
    question.title = tr("New validation");
    question.label = tr("Name of the Lua file in models/%1/validations").arg(toQString(base->name));
    question.text = field ? toQString(field->name) : u"record"_s;
    question.doIt = tr("Create");
    const std::string model = base->name;
    const std::string name = field ? field->name : std::string();
    context().prompter->askText(this, question, [this, path, model, name](const QString &typed) {
        QString stem = typed.trimmed();
        if (stem.endsWith(u".lua"_s, Qt::CaseInsensitive))
            stem.chop(4);
        static const QRegularExpression allowed(u"^[A-Za-z0-9_][A-Za-z0-9_-]{0,79}$"_s);
        if (!allowed.match(stem).hasMatch()) {
            context().prompter->show(
                this, Error(errc::invalidInput,
                            "\"%1\" cannot be the name of a file here. Use letters, digits, - and "
                            "_, such as price-range.lua.",
                            {fromQString(typed)}));
            return;
        }
        const std::string file = validationPath(model, fromQString(stem));
        const auto add = [this, path, file] {
            if (!m_document->state())
                return;
            SchemaState next = *m_document->state();
            FieldDef *changed = fieldAt(next.model, path);
            std::vector<std::string> &files =
                changed ? changed->validations : next.model.validations;
            if (std::find(files.begin(), files.end(), file) == files.end())
                files.push_back(file);
            m_document->change(tr("Add Validation"), std::move(next));
            openFile(toQString(file));
        };
        if (context().engine->project()->scripts.contains(file)) { // never overwritten
            add();
            return;
        }
        whenDone(context().engine->writeFile(file, validationText(model, name)), this,
                 [this, add](const Result<void> &written) {
                     if (written)
                         add();
                     else
                         context().prompter->show(this, written.error());
                 });
    });
}

void SchemaPage::reveal(const DocumentRef &ref)
{
    const ModelDef *model = m_document->model();
    if (!model || ref.detail.isEmpty() || ref.detail == u"new"_s)
        return;
    for (std::size_t i = 0; i < model->fields.size(); ++i) {
        if (toQString(model->fields[i].name) == ref.detail) {
            m_table->select(static_cast<int>(i));
            m_tabs->setCurrentIndex(FieldTab);
        }
    }
}

QJsonObject SchemaPage::state() const
{
    const ModelDef *model = m_document->model();
    const FieldDef *field =
        model && m_table->currentRow() >= 0 ? fieldAt(*model, {m_table->currentRow()}) : nullptr;
    const QList<int> sizes = m_splitter->sizes();
    return {{u"field"_s, field ? toQString(field->name) : QString()},
            {u"tab"_s, m_tabs->currentIndex() == CheckTab ? 0 : m_tabs->currentIndex()},
            {u"table"_s, sizes.value(0)},
            {u"form"_s, sizes.value(1)}};
}

void SchemaPage::restoreState(const QJsonObject &state)
{
    DocumentRef wanted = ref();
    wanted.detail = state.value(u"field"_s).toString();
    reveal(wanted);
    m_tabs->setCurrentIndex(qBound(0, state.value(u"tab"_s).toInt(), static_cast<int>(PlanTab)));
    const int table = state.value(u"table"_s).toInt();
    const int form = state.value(u"form"_s).toInt();
    if (table > 0 && form > 0)
        m_splitter->setSizes({table, form});
}

void SchemaPage::focusContent()
{
    if (m_stack->currentIndex() == 0)
        m_stateView->setFocus();
    else
        m_table->view()->setFocus(Qt::OtherFocusReason);
}

} // namespace syncline::ui
