#include "ui/action/EffectList.h"

#include "ui/action/ActionDocument.h"
#include "ui/action/EffectDelegate.h"
#include "ui/action/EffectFiles.h"
#include "ui/action/EffectListModel.h"
#include "ui/action/EffectListView.h"
#include "ui/base/Icons.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/base/WhenDone.h"
#include "ui/prompt/Prompter.h"
#include "ui/widget/PlainLabel.h"

#include <QCheckBox>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr std::size_t mostFiles = 40;

QString withoutMnemonics(QString text)
{
    return text.replace(u'&', u"&&"_s);
}
} // namespace

EffectList::EffectList(EffectPhase phase, const UiContext &context, ActionDocument *document,
                       QWidget *parent)
    : QFrame(parent),
      m_phase(phase),
      m_context(context),
      m_document(document),
      m_model(new EffectListModel(phase, this)),
      m_view(new EffectListView(this))
{
    setObjectName(u"effects."_s + phaseName(phase));
    setProperty("card", true);
    nameControl(m_view, objectName() + u".list"_s, phaseTitle(phase));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new EffectDelegate(context.theme, m_view));
    m_empty = makeLabel(tr("Nothing here yet. Drop an effect here, or add one."), LabelRole::Muted,
                        m_view->viewport());
    m_empty->setObjectName(objectName() + u".empty"_s);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_empty->move(space::medium, space::tight);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, space::small);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(m_view);
    connectView();
    connect(m_document, &ActionDocument::changed, this, &EffectList::update);
    connect(m_document, &ActionDocument::problemsChanged, this, &EffectList::updateProblems);
    update();
}

QWidget *EffectList::buildHeader()
{
    auto *header = new QWidget(this);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(makeLabel(phaseTitle(m_phase), LabelRole::Heading, header));
    auto *help = new ElidedLabel(phaseHelp(m_phase), header);
    setRole(help, LabelRole::Muted);
    words->addWidget(help);
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(space::medium, space::small, space::small, space::small);
    layout->setSpacing(space::tight);
    layout->addLayout(words, 1);
    const auto addButton = [this, header, layout](const QString &icon, const QString &name,
                                                  const QString &text) {
        auto *button = makeIconButton(icon, objectName() + u'.' + name, text, header);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
        return button;
    };
    m_up = addButton(u"sort-up"_s, u"up"_s, tr("Move up (Alt+Up)"));
    m_down = addButton(u"sort-down"_s, u"down"_s, tr("Move down (Alt+Down)"));
    m_remove = addButton(u"delete"_s, u"remove"_s, tr("Remove from the list (Del)"));
    if (m_phase != EffectPhase::Precondition) {
        m_transaction = new QCheckBox(tr("In one transaction"), header);
        nameControl(m_transaction, objectName() + u".transaction"_s,
                    tr("%1 in one transaction").arg(phaseTitle(m_phase)));
        m_transaction->setToolTip(
            plainToolTip(tr("All of them, or none: when one fails, what the others stored is "
                            "undone. A transaction may take a few seconds at most.")));
        connect(m_transaction, &QCheckBox::clicked, this, [this](bool isOn) {
            ActionDef next = *m_document->action();
            *transactionalOf(next, m_phase) = isOn;
            m_document->change(isOn ? tr("Use a Transaction") : tr("Use No Transaction"), next);
        });
        layout->addWidget(m_transaction);
    }
    m_add = addButton(u"add"_s, u"add"_s, tr("Add to %1 (Ins)").arg(phaseTitle(m_phase)));
    connect(m_up, &QToolButton::clicked, this, [this] { move(m_view->currentIndex().row(), -1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(m_view->currentIndex().row(), 1); });
    connect(m_remove, &QToolButton::clicked, this,
            [this] { remove(m_view->currentIndex().row()); });
    connect(m_add, &QToolButton::clicked, this, [this] {
        QMenu *menu = makeAddMenu();
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height())));
    });
    return header;
}

void EffectList::connectView()
{
    connect(m_view, &EffectListView::openWished, this, &EffectList::open);
    connect(m_view, &EffectListView::moveWished, this, &EffectList::move);
    connect(m_view, &EffectListView::removeWished, this, &EffectList::remove);
    connect(m_view, &EffectListView::addWished, m_add, &QToolButton::click);
    connect(m_view, &EffectListView::leaveWished, this, &EffectList::leaveRequested);
    connect(m_view, &EffectListView::dropped, this, &EffectList::dropped);
    connect(m_view, &QWidget::customContextMenuRequested, this, &EffectList::showMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateButtons();
        if (m_view->selectionModel()->hasSelection())
            Q_EMIT activated();
    });
}

bool EffectList::isEditable() const
{
    return !m_context.engine->isReadOnly();
}

void EffectList::update()
{
    const ActionDef *action = m_document->action();
    if (!action)
        return;
    const int row = m_wanted >= 0 ? std::exchange(m_wanted, -1) : m_view->currentIndex().row();
    const bool wasSelected = m_view->selectionModel()->hasSelection();
    const std::vector<EffectDef> &effects = effectsOf(*action, m_phase);
    m_model->setEffects(effects, actionFolderOf(*action), isEditable());
    m_empty->setText(isEditable() ? tr("Nothing here yet. Drop an effect here, or add one.")
                                  : tr("Nothing here."));
    m_empty->adjustSize();
    m_empty->setVisible(effects.empty());
    if (m_transaction) {
        m_transaction->setChecked(*transactionalOf(*action, m_phase));
        m_transaction->setEnabled(isEditable());
    }
    if (row >= 0 && (wasSelected || m_view->hasFocus()))
        m_view->select(row);
    updateProblems();
    updateButtons();
}

void EffectList::updateProblems()
{
    const ActionDef *action = m_document->action();
    const ProjectPtr project = m_context.engine->project();
    if (!action || !project)
        return;
    std::map<std::string, Problem> byFile;
    for (const Problem &problem : m_document->problems()) {
        Problem &known = byFile.try_emplace(problem.file, problem).first->second;
        if (known.severity == Problem::Severity::Warning &&
            problem.severity == Problem::Severity::Error)
            known = problem; // the worst of a file
    }
    std::set<std::string> missing;
    for (const EffectDef &effect : effectsOf(*action, m_phase)) {
        if (!effect.file.empty() && !project->scripts.contains(effect.file))
            missing.insert(effect.file);
    }
    m_model->setProblems(std::move(byFile), std::move(missing));
}

void EffectList::updateButtons()
{
    const int row = m_view->selectionModel()->hasSelection() ? m_view->currentIndex().row() : -1;
    for (QToolButton *button : {m_up, m_down, m_remove})
        button->setVisible(row >= 0 && isEditable());
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_model->rowCount());
    m_add->setVisible(isEditable());
}

void EffectList::clearSelection()
{
    m_view->clearSelection();
}

void EffectList::add(const EffectDef &effect)
{
    if (!m_document->action() || !isEditable())
        return;
    ActionDef next = *m_document->action();
    std::vector<EffectDef> &effects = effectsOf(next, m_phase);
    const int current = m_view->selectionModel()->hasSelection() ? m_view->currentIndex().row()
                                                                 : m_model->rowCount() - 1;
    effects.insert(effects.begin() + (current + 1), effect);
    m_wanted = current + 1;
    m_view->setFocus();
    m_document->change(tr("Add %1").arg(effectTitle(effect, actionFolderOf(next))), next);
}

void EffectList::remove(int row)
{
    if (row < 0 || row >= m_model->rowCount() || !isEditable())
        return;
    ActionDef next = *m_document->action();
    std::vector<EffectDef> &effects = effectsOf(next, m_phase);
    const QString title = effectTitle(effects[static_cast<std::size_t>(row)], actionFolderOf(next));
    effects.erase(effects.begin() + row);
    m_wanted = row;
    m_document->change(tr("Remove %1").arg(title), next);
}

void EffectList::move(int row, int step)
{
    const int to = row + step;
    if (row < 0 || to < 0 || to >= m_model->rowCount() || !isEditable())
        return;
    ActionDef next = *m_document->action();
    std::vector<EffectDef> &effects = effectsOf(next, m_phase);
    const QString title = effectTitle(effects[static_cast<std::size_t>(row)], actionFolderOf(next));
    std::swap(effects[static_cast<std::size_t>(row)], effects[static_cast<std::size_t>(to)]);
    m_wanted = to;
    m_document->change(tr("Move %1").arg(title), next);
}

void EffectList::open(int row)
{
    const QModelIndex at = m_model->index(row);
    const QString file = at.data(EffectListModel::FileRole).toString();
    if (!file.isEmpty())
        Q_EMIT openRequested(file, at.data(EffectListModel::LineRole).toInt());
}

QMenu *EffectList::makeAddMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(objectName() + u".addMenu"_s);
    menu->addAction(themedIcon(u"code"_s), tr("New Code Effect…"), this, &EffectList::addCode)
        ->setObjectName(u"effect.new"_s);
    const ActionDef *action = m_document->action();
    const ProjectPtr project = m_context.engine->project();
    if (!action || !project)
        return menu;
    const std::vector<std::string> builtins = builtinsFor(action->kind, m_phase);
    if (!builtins.empty())
        menu->addSeparator();
    for (const std::string &name : builtins) {
        const EffectDef effect{name, {}, {}};
        menu->addAction(themedIcon(u"action"_s),
                        tr("%1 — %2").arg(toQString(name), effectHelp(effect)), this,
                        [this, effect] { add(effect); })
            ->setObjectName(u"effect."_s + toQString(name));
    }
    const std::vector<std::string> files = otherFiles(*action, m_phase, *project);
    if (files.empty())
        return menu;
    menu->addSeparator();
    QMenu *more = menu->addMenu(themedIcon(u"file"_s), tr("A File of the Project"));
    for (std::size_t i = 0; i < std::min(files.size(), mostFiles); ++i) {
        const EffectDef effect{{}, files[i], {}};
        more->addAction(withoutMnemonics(displayLine(files[i], 120)), this,
                        [this, effect] { add(effect); })
            ->setObjectName(u"effect."_s + toQString(files[i]));
    }
    return menu;
}

void EffectList::addCode()
{
    const ActionDef *action = m_document->action();
    const ProjectPtr project = m_context.engine->project();
    if (!action || !project)
        return;
    TextQuestion question;
    question.title = tr("New code effect");
    question.label = tr("Name of the Lua file in %1").arg(actionFolderOf(*action));
    question.text = suggestedName(*action, m_phase, *project);
    question.doIt = tr("Create");
    m_context.prompter->askText(this, question, [this](const QString &typed) {
        if (!m_document->action())
            return;
        const Result<QString> path = effectPath(*m_document->action(), m_phase, typed);
        if (path)
            writeNew(path.value());
        else
            m_context.prompter->show(this, path.error());
    });
}

void EffectList::writeNew(const QString &path)
{
    const std::string file = fromQString(path);
    if (m_context.engine->project()->scripts.contains(file)) { // never overwritten
        add({{}, file, {}});
        Q_EMIT openRequested(path, 0);
        return;
    }
    whenDone(m_context.engine->writeFile(file, starterText(*m_document->action(), m_phase)), this,
             [this, path, file](const Result<void> &written) {
                 if (!written) {
                     m_context.prompter->show(this, written.error());
                     return;
                 }
                 add({{}, file, {}});
                 Q_EMIT openRequested(path, 0);
             });
}

void EffectList::showMenu(const QPoint &position)
{
    const QModelIndex at = m_view->indexAt(position);
    QMenu *menu = at.isValid() ? new QMenu(this) : makeAddMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (at.isValid()) {
        const int row = at.row();
        menu->setObjectName(objectName() + u".menu"_s);
        if (!at.data(EffectListModel::FileRole).toString().isEmpty())
            menu->addAction(themedIcon(u"open"_s), tr("Open"), this, [this, row] { open(row); });
        menu->addAction(tr("Move Up"), this, [this, row] { move(row, -1); })
            ->setEnabled(row > 0 && isEditable());
        menu->addAction(tr("Move Down"), this, [this, row] { move(row, 1); })
            ->setEnabled(row + 1 < m_model->rowCount() && isEditable());
        menu->addAction(themedIcon(u"delete"_s), tr("Remove"), this, [this, row] { remove(row); })
            ->setEnabled(isEditable());
    } else if (!isEditable()) {
        delete menu;
        return;
    }
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

} // namespace syncline::ui
