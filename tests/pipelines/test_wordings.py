"""Wordings that schools, offices and employers use: prose and forms as lines of text, without a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from precheck.domain.geometry import EIGHT_WAYS
from precheck.pipeline import definition
from precheck.reading import fields, kind, pages
from precheck.reading.fields import text_of
from precheck.reading.settings import ReadingSettings
from tests.doubles import line

PIPELINES = definition.load([Path(__file__).resolve().parents[2] / "pipelines"])
MATERIALS = {slug: entry.material for slug, entry in PIPELINES.items()}

ID = "510181199003072816"
CASES: list[tuple[str, list[str], dict[str, str]]] = [
    (
        "degree",
        [
            "硕士学位证书",
            "李青禾系云岭省青石县人，一九九〇年三月七日生。在我校",
            "内科学学科（专业）已通过硕士学位的课程考试和论文答辩，成绩",
            "合格。根据《中华人民共和国学位条例》的规定，授予医学硕士学位。",
            "青石医科大学",
            "证书编号：9001132015000012",
        ],
        {
            "name": "李青禾",
            "school": "青石医科大学",
            "degree": "医学硕士",
            "certificate_number": "9001132015000012",
        },
    ),
    (
        "degree",
        [
            "普通高等教育",
            "学士学位证书",
            "李青禾，女，1990年3月7日生。自2008年9月至2013年6月在",
            "青石医科大学完成了临床医学专业学习计划，业已毕业，经审核符合",
            "《中华人民共和国学位条例》的规定，授予医学学士学位。",
            "学位证书编号：9001142013000123",
        ],
        {
            "name": "李青禾",
            "school": "青石医科大学",
            "degree": "医学学士",
            "certificate_number": "9001142013000123",
        },
    ),
    (
        "physician_qualification",
        [
            "医师资格证书",
            "姓名：李青禾",
            "性别：女",
            "出生年月：1990年03月07日",
            "毕业学校：青石医科大学",
            "所学专业：临床医学",
            "类别：临床",
            f"身份证号码：{ID}",
            f"证书编码：201651110{ID}",
            "签发日期：2016年12月18日",
        ],
        {"name": "李青禾", "id_number": ID, "category": "临床", "certificate_number": f"201651110{ID}"},
    ),
    (
        "physician_practice",
        [
            "医师执业证书",
            "姓名：李青禾",
            "执业级别：执业助理医师",
            "执业类别：中医",
            "执业地点：云岭省",
            "主要执业机构：青石县中医医院",
            "执业范围：中医专业",
            f"医师资格证书编码：201651241{ID}",
            "医师执业证书编码：241510000012345",
            "签发日期：2019年5月6日",
            "发证机关：青石县卫生健康局",
        ],
        {
            "name": "李青禾",
            "level": "执业助理医师",
            "category": "中医",
            "institution": "青石县中医医院",
            "scope": "中医专业",
            "certificate_number": "241510000012345",
            "issued_on": "2019-05-06",
        },
    ),
    (
        "continuous_work_certificate",
        [
            "工作证明",
            f"兹有我院职工李青禾（身份证号：{ID}），自2017年8月起至今在",
            "青石县第二人民医院从事内科临床工作，连续工作五年。",
            "特此证明。",
        ],
        {"name": "李青禾", "institution": "青石县第二人民医院", "period": "2017-08/.."},
    ),
    (
        "probation_certificate",
        [
            "医师资格考试试用期考核证明",
            "姓名 李青禾",
            f"身份证号 {ID}",
            "试用机构名称 青石县第二人民医院",
            "试用期岗位 儿科",
            "试用期起止时间 2025年9月1日至2026年8月31日",
            "考核结论 √合格 □不合格",
            "法定代表人签字",
        ],
        {
            "name": "李青禾",
            "institution": "青石县第二人民医院",
            "post": "儿科",
            "period": "2025-09-01/2026-08-31",
            "result": "合格",
        },
    ),
    (
        "practice_period_certificate",
        [
            "执业助理医师报考执业医师执业期考核证明",
            "姓名 李青禾",
            "执业机构名称 青石县第二人民医院",
            f"执业助理医师资格证书编码 201651210{ID}",
            "执业助理医师执业证书编码 210510000012345",
            "执业岗位 内科",
            "执业起止时间 2018.07-2026.02",
            "该同志执业期间经考核，合格。",
        ],
        {
            "name": "李青禾",
            "institution": "青石县第二人民医院",
            "qualification_number": f"201651210{ID}",
            "practice_number": "210510000012345",
            "post": "内科",
            "period": "2018-07/2026-02",
            "result": "合格",
        },
    ),
    (
        "clinical_training_certificate",
        [
            "临床实践训练证明",
            "兹证明我校2024级临床医学专业研究生李青禾，学号202412345，",
            "2024年9月1日至2025年9月30日在青石市第一人民医院完成临床实践训练，",
            "时间满一年。特此证明。",
            "青石医科大学研究生院（盖章）",
        ],
        {
            "name": "李青禾",
            "institution": "青石市第一人民医院",
            "period": "2024-09-01/2025-09-30",
            "school": "青石医科大学",
        },
    ),
    (
        "registration_record",
        [
            "证明",
            f"兹证明李青禾同志，身份证号{ID}，于2012年6月8日在我局首次注册，",
            "执业证书编码：110510000012345，执业类别：临床，执业范围：内科专业，执业证书",
            "因跨省变更已由我局收回。特此证明。",
        ],
        {"name": "李青禾", "certificate_number": "110510000012345", "first_registered_on": "2012-06-08"},
    ),
    (
        "graduate_commitment_letter",
        [
            "应届医学专业毕业生医师资格考试报考承诺书",
            f"本人李青禾，身份证号：{ID}，毕业于青石医科大学，所学专业：临床医学，",
            "承诺于8月31日前取得毕业证书，否则自愿取消考试资格。",
            "承诺人：李青禾",
            "日期：2026年1月15日",
        ],
        {"name": "李青禾", "school": "青石医科大学", "major": "临床医学", "date": "2026-01-15"},
    ),
    (
        "military_service_permit",
        [
            "军队单位对外有偿服务许可证",
            "单位名称：联勤保障部队第九九九医院",
            "许可证编号：（2021）后卫许字第0123号",
            "有效期限：2021年01月01日至2025年12月31日",
        ],
        {"institution": "联勤保障部队第九九九医院", "registration_number": "(2021)后卫许字第0123号"},
    ),
    (
        "probation_certificate",
        [
            "试用期考核合格证明",
            "姓名 李青禾",
            "试用单位名称 青石县枫桥镇中心卫生院",
            "试用岗位 全科医疗科",
            "试用起止日期 2024.12-2025.12",
            "试用期满，经考核不合格。",
        ],
        {
            "institution": "青石县枫桥镇中心卫生院",
            "post": "全科医疗科",
            "period": "2024-12/2025-12",
            "result": "不合格",
        },
    ),
    (
        "tcm_clinic_filing",
        [
            "中医诊所备案证",
            "诊所名称：青石李氏中医诊所",
            "地址：青石县人民路12号",
            "法定代表人（负责人）：李青禾",
            "主要负责人：李青禾",
            "诊疗范围：中医科",
            "备案编号：川中医备（2020）510105-0012",
            "备案机关：青石县卫生健康局",
        ],
        {
            "institution": "青石李氏中医诊所",
            "address": "青石县人民路12号",
            "legal_representative": "李青禾",
            "principal": "李青禾",
            "registration_number": "川中医备(2020)510105-0012",
        },
    ),
    (
        "apprenticeship_certificate",
        [
            "传统医学医术确有专长证书",
            "证书编号：512020001234",
            "李青禾，女，1970年3月7日出生，身份证号510181197003072816，",
            "经考核合格，特发此证。",
            "发证机关：云岭省中医药管理局",
        ],
        {"name": "李青禾", "certificate_number": "512020001234", "issuer": "云岭省中医药管理局"},
    ),
    (
        "student_card",
        [
            "研究生证",
            "学校：青石医科大学",
            "姓名：李青禾",
            "学号：202412345",
            "院系：第一临床医学院",
            "专业：内科学",
            "入学年月：2024年9月",
        ],
        {"name": "李青禾", "school": "青石医科大学", "major": "内科学", "student_number": "202412345"},
    ),
    (
        "personal_commitment_letter",
        [
            "承诺书",
            f"本人李青禾，性别女，身份证号：{ID}，为青石医科大学2024级",
            "研究生，郑重承诺所交材料真实有效。",
            "承诺人签字：李青禾",
            "2026年1月15日",
        ],
        {"name": "李青禾", "id_number": ID, "date": "2026-01-15"},
    ),
    (
        "short_specialty_form",
        [
            "医师资格考试短线医学专业加试申请审核表",
            "姓名：李青禾",
            "工作单位：青石县急救中心",
            "岗位：院前急救",
            "申请加试专业：院前急救",
            "考点审核意见",
        ],
        {"name": "李青禾", "institution": "青石县急救中心", "post": "院前急救", "specialty": "院前急救"},
    ),
]


@pytest.mark.parametrize(("slug", "lines", "values"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)])
def test_a_wording_is_understood(slug: str, lines: list[str], values: dict[str, str]) -> None:
    upright = EIGHT_WAYS[0]
    material = MATERIALS[slug]
    printed = [line(text, 100, 100 + 34 * row) for row, text in enumerate(lines)]
    seen = pages.split(printed, upright, material)
    running = "\n".join(text_of(page).string for page in seen)
    assert kind.classify(running, MATERIALS).slug == slug
    found = fields.read(material, seen, None, ReadingSettings())
    assert {name: found[name].value for name in values} == values
