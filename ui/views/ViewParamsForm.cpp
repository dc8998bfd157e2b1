#include "ui/views/ViewParamsForm.h"

#include "core/base/TextSafe.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/inspector/FieldEditor.h"
#include "ui/widget/PlainLabel.h"

#include <QGridLayout>
#include <QKeyEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int paramsPerRow = 4;
constexpr int paramWidth = 180;
} // namespace

ViewParamsForm::ViewParamsForm(QWidget *parent)
    : QWidget(parent),
      m_grid(new QGridLayout(this))
{
    setObjectName(u"view.params"_s);
    m_grid->setContentsMargins(space::large, space::small, space::large, space::small);
    m_grid->setHorizontalSpacing(space::large);
    m_grid->setVerticalSpacing(space::tight);
    m_grid->setColumnStretch(paramsPerRow, 1);
    hide();
}

void ViewParamsForm::setParams(const std::vector<ViewParam> &params)
{
    if (params == m_params)
        return;
    ValueObject kept = m_wanted;
    for (const FieldEditor *editor : m_editors) {
        if (editor->isEdited())
            kept.set(editor->field().name, *editor->pending());
    }
    m_params = params;
    rebuild(kept);
    if (!m_params.empty())
        m_wanted = {};
}

void ViewParamsForm::rebuild(const ValueObject &kept)
{
    for (QWidget *child : findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
        delete child;
    m_editors.clear();
    int place = 0;
    for (const ViewParam &param : m_params) {
        const FieldDef field = param.asField();
        const QString shown = param.label.empty() ? toQString(text::humanName(param.name))
                                                  : displayLine(param.label, 80);
        FieldEditor *editor = makeFieldEditor(field, param.defaultValue, this);
        editor->setMarksEdits(false);
        editor->setFixedWidth(paramWidth);
        const Value *typed = kept.find(param.name);
        const bool fits = typed != nullptr && coerce(field, *typed).ok();
        editor->setValues(param.defaultValue, fits ? std::optional(*typed) : std::nullopt);
        if (editor->focusProxy() != nullptr) {
            editor->focusProxy()->setAccessibleName(shown);
            editor->focusProxy()->installEventFilter(this);
        }
        auto *label = makeLabel(shown, LabelRole::Muted, this);
        label->setBuddy(editor);
        const int row = 2 * (place / paramsPerRow);
        m_grid->addWidget(label, row, place % paramsPerRow);
        m_grid->addWidget(editor, row + 1, place % paramsPerRow);
        connect(editor, &FieldEditor::edited, this, &ViewParamsForm::edited);
        m_editors.push_back(editor);
        ++place;
    }
    setVisible(!m_editors.empty());
}

ValueObject ViewParamsForm::values() const
{
    ValueObject values;
    for (const FieldEditor *editor : m_editors) {
        if (editor->isEdited())
            values.append(editor->field().name, *editor->pending());
    }
    return values;
}

void ViewParamsForm::setValues(const ValueObject &values)
{
    m_wanted = values;
    rebuild(values);
}

bool ViewParamsForm::hasProblems() const
{
    return std::ranges::any_of(
        m_editors, [](const FieldEditor *editor) { return !editor->problem().isEmpty(); });
}

bool ViewParamsForm::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            Q_EMIT runRequested();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace syncline::ui
