"""The words that reports are made of beside the sentences of the fixtures: heads, signatures, sentences without figures."""

from __future__ import annotations

from typing import Final

BODIES: Final = {
    "government": ("人民政府", "政", "政府办公室"),
    "justice": ("司法局", "司", "司法局"),
    "market": ("市场监督管理局", "市监", "市场监管局"),
}
"""The bodies that publish: name, what their document numbers begin with, what they call themselves on their page."""

TITLES: Final = (
    "{issuer}{year}年度法治政府建设情况报告",
    "{issuer}{year}年法治政府建设年度报告",
    "{issuer}关于{year}年度法治政府建设情况的报告",
    "{issuer}{year}年法治建设工作总结",
    "{year}年度{issuer}法治政府建设情况报告",
)

HEADS: Final = (
    "{title}\n\n{number}",
    "{title}\n发布日期: {written} 来源: {issuer}",
    "{title}\n索取号：{index}    发布日期：{dashed}    发布机构：{department}    公开属性：主动公开",
    (
        "{title}_法治政府_{place}人民政府门户网站\n\n{title}\n\n发布日期: {dashed}    来源: {department}\n"
        "  • 主题分类: 综合政务\n  • 成文日期: {dashed}\n  • 发文字号: {number}\n  • 公开类别: 主动公开"
    ),
    (
        "{place}人民政府 > 信息公开 > {department}\n\n信息索引号：{index}\n生成日期：{dashed}    公开日期：{dashed}\n"
        "文件编号：{number}\n发布机构：{issuer}\n信息名称：{title}\n公开方式：主动公开    效力状况：有效\n\n{title}"
    ),
    (
        "索引号：{index}\n发布机构：{issuer}\n组配分类：法治政府建设\n文号：{number}\n成文日期：{dashed}\n公开方式：主动公开\n\n"
        "{title}\n\n发布时间：{dashed} 09:30    访问次数：{views}"
    ),
    (
        "当前位置：首页 > 政务公开 > 法定主动公开内容 > 法治政府建设\n\n{title}\n\n"
        "发布时间：{dashed} 15:20:07  信息来源：{department}  浏览次数：{views}  字体：[ 大 中 小 ]"
    ),
    (
        "[ 索引号 ] {index}\t[ 发文字号 ] {number}\n[ 主题分类 ] 综合政务\t[ 体裁分类 ] 报告\n"
        "[ 发布机构 ] {issuer}\t[ 有效性 ] 有效\n[ 成文日期 ] {dashed}\t[ 发布日期 ] {dashed}\n\n{title}"
    ),
    "{title}\n\n{dashed} 10:03来源:{department}\n字体:【大 中 小】 打印",
)

ENDINGS: Final = (
    "\n{issuer}\n{written}\n",
    "\n{issuer}\n\n{written}\n",
    "\n                     {issuer}\n\n                      {written}\n",
    "",
)

OPENINGS: Final = (
    "{year}年，{issuer}坚持以习近平法治思想为指导，把依法行政放在各项工作的重要位置。现将有关情况报告如下：",
    "{year}年，在上级部门的指导下，{issuer}认真落实法治建设的各项部署，工作稳中有进。现将主要情况报告如下。",
    "根据法治政府建设的有关规定，现将{issuer}{year}年度工作情况报告如下：",
)

HEADINGS: Final = (
    "优化法治化营商环境",
    "完善依法决策机制",
    "规范行政执法行为",
    "主动接受各方监督",
    "依法化解矛盾纠纷",
    "办好复议应诉案件",
    "提升公共法律服务",
    "深入开展普法宣传",
    "管好社区矫正对象",
    "加强法治队伍建设",
)

SUBJECTS: Final = (
    "各单位主要负责人",
    "有关部门",
    "各镇和街道",
    "行政执法机关",
    "法制审核机构",
    "领导小组办公室",
    "业务科室",
    "基层司法所",
    "政府法律顾问",
    "普法责任单位",
    "牵头单位会同成员单位",
    "派驻窗口的工作人员",
)

MEANS: Final = (
    "认真履行第一责任人职责",
    "坚持把法治建设与业务工作同部署、同检查",
    "持续完善工作规则和议事程序",
    "严格落实执法公示和全过程记录的要求",
    "围绕群众反映集中的问题开展专项治理",
    "把合法性审查作为决策的必经环节",
    "结合实际细化权责清单并及时向社会公开",
    "建立健全会商、通报和督办机制",
    "定期梳理案件中暴露出的共性问题",
    "推动服务力量向基层下沉",
    "主动邀请人大代表、政协委员参与评议",
    "利用新媒体平台讲好身边的法治故事",
    "认真对照督察反馈意见落实整改",
    "加强与法院、检察院的沟通联系",
    "落实“谁执法谁普法”的要求",
    "依托网上平台公开办事流程",
    "编制简明易懂的办事指南",
    "注重在办案中说理释法",
    "不断健全培训、考核和激励制度",
    "统筹调解、仲裁和复议等多种渠道",
)

AIMS: Final = (
    "依法行政的意识和能力有了明显提高",
    "做到责任到岗、要求到人",
    "从源头上预防和减少行政争议的发生",
    "让群众少跑路、办事更方便",
    "努力把矛盾纠纷化解在基层、化解在萌芽状态",
    "执法行为更加规范，社会评价持续向好",
    "形成上下联动、齐抓共管的工作格局",
    "为经济社会平稳运行提供了有力的法治保障",
    "确保各项任务落到实处、取得实效",
    "有效解决了职责交叉、推诿扯皮的问题",
    "营造了尊法学法守法用法的良好氛围",
    "市场主体的获得感和满意度稳步上升",
    "决策的科学性和透明度得到增强",
    "工作人员的业务水平得到锻炼",
    "防止程序空转，促进实质化解",
    "及时回应社会关切",
)

FAULTS: Final = (
    "个别单位对法治建设的重视程度还不够，工作推进不够平衡",
    "基层执法人员的业务能力与新的要求相比仍有差距",
    "普法宣传的形式比较单一，针对性有待加强",
    "部门之间的信息共享还不够顺畅",
    "行政争议的源头预防机制需要继续完善",
    "专业人才储备不足，队伍流动较为频繁",
)
