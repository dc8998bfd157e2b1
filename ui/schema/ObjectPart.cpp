#include "ui/schema/ObjectPart.h"

#include "core/model/Computation.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/schema/FieldTable.h"
#include "ui/schema/FieldTableModel.h"
#include "ui/schema/SchemaDocument.h"
#include "ui/widget/PlainLabel.h"

#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
constexpr int tableHeight = 190;
constexpr int expressionLines = 4;
} // namespace

ObjectPart::ObjectPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.object"_s, tr("Its fields (Enter opens one)"), parent),
      m_table(new FieldTable(document, u"field.object.fields"_s, this))
{
    m_table->setFixedHeight(tableHeight);
    for (const int column : {FieldTableModel::UniqueColumn, FieldTableModel::OwnerColumn})
        m_table->view()->setColumnHidden(column, true);
    addWide(m_table);
    const auto open = [this](int row) {
        FieldPath inner = path();
        inner.push_back(row);
        Q_EMIT fieldRequested(inner);
    };
    connect(m_table, &FieldTable::openRequested, this, open);
    connect(m_table->view(), &QAbstractItemView::doubleClicked, this,
            [open](const QModelIndex &at) {
                if (at.column() == FieldTableModel::TypeColumn)
                    open(at.row());
            });
}

bool ObjectPart::fits(const FieldDef &field) const
{
    return field.type == FieldType::Object;
}

void ObjectPart::show(const FieldDef & /*field*/)
{
    m_table->setParentPath(path());
}

ComputedPart::ComputedPart(SchemaDocument *document, QWidget *parent)
    : FieldPart(document, u"field.computed"_s, tr("Expression"), parent),
      m_expression(new QPlainTextEdit(this)),
      m_result(makeLabel({}, LabelRole::Muted, this))
{
    nameControl(m_expression, u"field.computed.expression"_s, tr("Expression"));
    m_expression->setPlaceholderText(tr("such as sum(orders.total, where: paid) or price * 1.2"));
    m_expression->setTabChangesFocus(true);
    m_expression->setFixedHeight(expressionLines * fontMetrics().lineSpacing() + space::large);
    addWide(m_expression);
    m_result->setObjectName(u"field.computed.result"_s);
    m_result->setWordWrap(true);
    addWide(m_result);
    m_problem = addProblem();
    connect(m_expression, &QPlainTextEdit::textChanged, this, [this] {
        const std::string text = fromQString(m_expression->toPlainText());
        edit(
            tr("Change Expression"), [&text](FieldDef &field) { field.expression = text; },
            u"expression"_s);
    });
}

bool ComputedPart::fits(const FieldDef &field) const
{
    return field.type == FieldType::Computed;
}

void ComputedPart::show(const FieldDef &field)
{
    const QString text = toQString(field.expression);
    if (m_expression->toPlainText() != text)
        m_expression->setPlainText(text);
    showProblem(m_problem, SchemaProblem::Part::Expression);
    const bool isWrong = !m_problem->text().isEmpty();
    setStyleProperty(m_expression, "invalid", isWrong && !field.expression.empty());
    m_expression->setAccessibleDescription(m_problem->text());
    m_result->setVisible(!isWrong);
    if (isWrong)
        return;
    const auto read =
        parseComputation(field.expression, *document()->model(),
                         [this](std::string_view name) { return document()->findModel(name); });
    m_result->setText(read ? tr("Understood; gives: %1").arg(typeTitle(read->type)) : QString());
}

} // namespace syncline::ui
