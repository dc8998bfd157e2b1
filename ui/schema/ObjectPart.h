#pragma once

#include "ui/schema/FieldPart.h"

class QPlainTextEdit;

namespace syncline::ui {

class FieldTable;

/** The fields of an object, and the way to each of them. */
class ObjectPart final : public FieldPart
{
    Q_OBJECT

public:
    ObjectPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setEditable(bool isEditable) override { Q_UNUSED(isEditable) }

private:
    FieldTable *m_table;
};

/** The expression of a computed field, read while it is typed. */
class ComputedPart final : public FieldPart
{
    Q_OBJECT

public:
    ComputedPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;

private:
    QPlainTextEdit *m_expression;
    QLabel *m_result;
    QLabel *m_problem = nullptr;
};

} // namespace syncline::ui
