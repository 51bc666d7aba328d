"""What clerks get wrong: each kind names the forms it needs, plants its error, and says how severe it is at least."""
from clerk_forms import *  # noqa: F403
from clerk_accounts import fa
import copy
K=[]
def kind(name,base,sev='error'):
    def w(f): K.append((name,base,f,sev)); return f
    return w
def dec(x): return D(x.replace(',','').replace('%',''))
def add(row,key,delta):
    row[key]=row_fmt(row[key],dec(row[key])+delta)
def row_fmt(old,x):
    n=len(old.split('.')[1].rstrip('%')) if '.' in old else 0
    t=q(x,n); t=comma(t) if ',' in old or (x>=1000 and ',' in old) else str(t)
    return t+('%' if old.endswith('%') else '')
def setrow(d,l2,name,t,a,lose=None,reason=''):
    rows=[x for x in d['indicators'] if x['level2']==l2] or [x for x in d['indicators'] if x['level1']=='产出指标']
    x=rows[0]
    if x['score']!=x['weight']:
        x=next(y for y in d['indicators'] if y['score']==y['weight'])
    x.update(level3=name,target=t,actual=a)
    if reason: x['reason']=reason
    return x
# ---- self evaluation: base returns doc list, planter takes (docs, M)
def SE(**k): 
    def b(s): return [s.se(**k)]
    return b
se=SE(); sep=SE(execution='part',allow_low=True)
def unit_step(s): return D(20) if s.mu=='万元' else D(200000)
@kind('se.sum.initial',lambda s:[next(d for d in iter(lambda:s.se(execution='part'),None) if d['_']['has'])])
def _(ds,s): add(ds[0]['funds'][1],'initial_budget',unit_step(s))
@kind('se.sum.annual',sep)
def _(ds,s):
    f=ds[0]['funds'][1]; add(f,'annual_budget',unit_step(s)); f['rate']=row_fmt(f['rate'],dec(f['executed'])/dec(f['annual_budget'])*100)
@kind('se.sum.executed',sep)
def _(ds,s):
    f=ds[0]['funds'][1]; add(f,'executed',-dec(f['executed'])/2); f['rate']=row_fmt(f['rate'],dec(f['executed'])/dec(f['annual_budget'])*100)
@kind('se.rate.total',sep)
def _(ds,s): add(ds[0]['funds'][0],'rate',D(-7))
@kind('se.rate.source',sep)
def _(ds,s): add(ds[0]['funds'][1],'rate',D(-6))
@kind('se.execution.score',sep)
def _(ds,s):
    f=ds[0]['funds'][0]; f['score']=str(q(dec(f['score'])+D('0.6') if dec(f['score'])<9 else dec(f['score'])-D('0.8'))); t=ds[0]['total']
    t['score']=str(q(ds[0]['_']['total']+ (dec(f['score'])-q(min(D(10),10*ds[0]['_']['spent']/ds[0]['_']['annual'])))))
    if 'grade' in t: t['grade']=g4(dec(t['score']))
@kind('se.execution.full_though_unspent',SE(execution='none'))
def _(ds,s):
    ds[0]['funds'][0]['score']='10'; t=ds[0]['total']; t['score']=str(ds[0]['_']['total']+10)
    if 'grade' in t: t['grade']=g4(dec(t['score']))
@kind('se.total',se)
def _(ds,s):
    t=ds[0]['total']; t['score']=str(q(ds[0]['_']['total']-D('1.5')))
    if 'grade' in t: t['grade']=g4(dec(t['score']))
    if dec(t['score'])<80: ds[0]['shortfall_explanation']='任务进展缓慢，下步加快。'
@kind('se.total.weight_sum',se)
def _(ds,s):
    x=next(x for x in ds[0]['indicators'] if x['weight']==x['score']); x['weight']=str(dec(x['weight'])-3); x['score']=x['weight']; t=ds[0]['total']; t['score']=str(q(ds[0]['_']['total']-3))
    x.pop('level1_weight',0)
    for y in ds[0]['indicators']: y.pop('level1_weight',0)
    if 'grade' in t: t['grade']=g4(dec(t['score']))
    if dec(t['score'])<80: ds[0]['shortfall_explanation']='任务进展缓慢，下步加快。'
@kind('se.total.weight_printed',se)
def _(ds,s): ds[0]['total']['weight']='110'
@kind('se.score.above_weight',se)
def _(ds,s):
    x=next(x for x in ds[0]['indicators'] if x['weight']==x['score']); x['score']=str(dec(x['score'])+2); bump(ds[0],2)
def bump(d,n):
    t=d['total']; d['_']['total']+=n; t['score']=str(q(d['_']['total']))
    if 'grade' in t: t['grade']=g4(dec(t['score']))
    if dec(t['score'])<80 and not d.get('shortfall_explanation'): d['shortfall_explanation']='任务进展缓慢，下步加快。'
@kind('se.score.negative',se)
def _(ds,s):
    x=next(x for x in ds[0]['indicators'] if x['weight']==x['score']); o=dec(x['score']); x['score']='-2'; x['reason']=WHY[0]; bump(ds[0],-2-o)
OVER={'positive':('数量指标','培训农技人员','≥50人','40人'),'positive.big':('数量指标','植树数量','≥1,200棵','900棵'),'bare':('数量指标','举办培训班','6','4'),'bare.unit':('数量指标','举办培训班','6期','4期'),'equal':('数量指标','建成站点','=8个','5个'),'percent':('质量指标','合格率','100%','92%'),'percent.ge':('质量指标','合格率','≥98%','88%'),'satisfaction':('服务对象满意度指标','群众满意度','≥95%','85%'),
'reverse':('质量指标','投诉次数','≤10次','15次'),'reverse.percent':('质量指标','差错率','≤2%','3.5%'),'permille':('质量指标','差错率','≤5‰','8‰'),'strict':('时效指标','响应时间','<3小时','3小时'),'strict.gt':('数量指标','走访户数','>100户','100户'),'zero':('社会效益指标','安全事故','0起','2起'),'zero.le':('社会效益指标','安全事故','≤0起','1起'),
'date':('时效指标','完工时间','{y}年6月底前','{y}年8月15日'),'date.day':('时效指标','完工日期','{y}年10月31日前','{y}年12月5日'),'date.dot':('时效指标','完工日期','{y}.10.31前','{y}.12.5'),'month':('时效指标','完成时间','9月底前完成','11月完成'),'frequency':('数量指标','巡查频次','≥4次/月','2次/月'),'frequency.year':('数量指标','例会次数','12次/年','8次/年'),'range':('质量指标','覆盖率','80%-90%','70%'),'range.count':('数量指标','参训人数','50—60人','35人'),
'wan':('数量指标','服务人次','≥2万人次','1.2万人次'),'wan.mixed':('数量指标','服务人次','≥2万人次','15000人次'),'workdays':('时效指标','办结时限','≤10个工作日','14个工作日'),'minutes.hours':('时效指标','响应时间','≤30分钟','1小时'),'hours.minutes':('时效指标','响应时间','≤1小时','90分钟'),'within':('时效指标','办结时限','5日内','7日'),'words.atleast':('数量指标','维护设备','不少于20台','15台'),'words.below':('质量指标','故障率','不高于3%','5%'),'words.above':('质量指标','到岗率','95%以上','90%'),'not.over':('数量指标','故障次数','不超过3次','6次'),'yuan':('经济效益指标','户均增收','≥3000元','2500元'),'yuan.wan':('经济效益指标','实现产值','≥1.5万元','12000元'),'qual.failed':('质量指标','验收情况','合格','不合格'),'qual.unmet':('质量指标','制度建设情况','健全','未达成预期指标'),'qual.partial':('质量指标','制度建设情况','健全','部分达成预期指标'),'qual.none':('质量指标','平台建设','建成','未完成'),'fullwidth':('数量指标','维护路灯','≥３００盏','２５０盏'),'sign.behind':('质量指标','完成率','≧95%','88%'),'cost.over':('成本指标','维修单价','≤200元/平方米','230元/平方米'),'chinese':('数量指标','组织活动','不少于十次','六次'),'double':('数量指标','建设长度','≥12.5公里','11.2公里'),'hundred':('数量指标','编制规划','1套','0套')}
for k,v in OVER.items():
    def mk(v):
        def f(ds,s): setrow(ds[0],v[0],v[1],v[2].format(y=s.year),v[3].format(y=s.year))
        return f
    kind('se.over.'+k,se)(mk(v))
@kind('se.over.adjusted',se)
def _(ds,s):
    for x in ds[0]['indicators']: x['adjusted_target']=''
    x=setrow(ds[0],'数量指标','培训农技人员','≥50人','56人'); x['adjusted_target']='≥60人'
@kind('se.over.partly',se)
def _(ds,s):
    x=setrow(ds[0],'数量指标','走访企业','≥100家','60家',reason=WHY[0]); w=dec(x['weight']); sc=q(w*D('0.9')); x['score']=str(sc); bump(ds[0],sc-w)
@kind('se.over.reverse_partly',se)
def _(ds,s):
    x=setrow(ds[0],'数量指标','信访件数','≤10件','20件',reason=WHY[0]); w=dec(x['weight']); sc=q(w*D('0.8')); x['score']=str(sc); bump(ds[0],sc-w)
@kind('se.band.partial_high',se)
def _(ds,s):
    x=setrow(ds[0],'质量指标','档案管理','规范','部分达成预期指标',reason=WHY[0]); w=dec(x['weight']); sc=q(w*D('0.9')); x['score']=str(sc); bump(ds[0],sc-w)
@kind('se.band.unmet_high',se)
def _(ds,s):
    x=setrow(ds[0],'质量指标','档案管理','规范','未达成预期指标',reason=WHY[0]); w=dec(x['weight']); sc=q(w*D('0.7')); x['score']=str(sc); bump(ds[0],sc-w)
for nm,fld,t in [('target.feb','target','{y}年2月30日前'),('target.dot','target','{y}.6.31前'),('target.short','target','11月31日前'),('target.dash','target','{y}-09-31前'),('target.month','target','{y}年13月底前'),('actual','actual','{y}年4月31日'),('target.slash','target','{y}/6/31前')]:
    def mk(fld,t):
        def f(ds,s):
            x=setrow(ds[0],'时效指标','完工时间','{y}年12月底前'.format(y=s.year),'{y}年4月20日'.format(y=s.year)); x[fld]=t.format(y=s.year)
        return f
    kind('se.date.'+nm,se)(mk(fld,t))
@kind('se.reason.missing',SE(partial=1),'warning')
def _(ds,s): next(x for x in ds[0]['indicators'] if x['reason'])['reason']=''
@kind('se.reason.none_word',SE(partial=1),'explain')
def _(ds,s): next(x for x in ds[0]['indicators'] if x['reason'])['reason']='无'
@kind('se.grade',SE(grade=True))
def _(ds,s): t=ds[0]['total']; t['grade']={'优':'良','良':'优','中':'良','差':'中'}[t['grade']]
def lowse(s):
    while 1:
        d=s.se(execution=s.r.choice(['none','part']))
        x=next(x for x in d['indicators'] if x['weight']==x['score']); y=[y for y in d['indicators'] if y['weight']==y['score']][-1]
        for x in [x,y]:
            if x['score']==x['weight']:
                x.update(target='建成',actual='未达成预期指标',score='0',reason='项目未实施，下年度推进。',level3=x['level3'])
        d['_']['total']=sum(dec(x['score']) for x in d['indicators'])+dec(d['funds'][0]['score'])
        bump(d,0)
        if d['_']['total']<80: d['shortfall_explanation']='因土地手续未办结，部分任务未实施，下一步加快办理并推进。'; return [d]
@kind('se.shortfall.missing',lowse,'warning')
def _(ds,s): ds[0]['shortfall_explanation']=''
for nm,t,a in [('count','≥50公里','60个'),('people','≥120人','150户'),('percent','≥95%','97次'),('time','≤10天','8次'),('money','≤300元/人','280人')]:
    def mk(t,a):
        def f(ds,s): setrow(ds[0],'数量指标','建设规模',t,a)
        return f
    kind('se.unit.'+nm,se,'warning' if nm=='people' else 'error')(mk(t,a))
def costed(s):
    while 1:
        d=s.se(execution='part')
        if any(x['level2'] in('成本指标','经济成本指标') for x in d['indicators']): return [d]
@kind('se.cost.above_budget',costed)
def _(ds,s):
    b=ds[0]['_']['annual']*2; l2=next(x['level2'] for x in ds[0]['indicators'] if x['level2'] in('成本指标','经济成本指标')); setrow(ds[0],l2,'项目总成本',f'≤{q(b,s.places)}{s.mu}',f"{q(ds[0]['_']['spent'],s.places)}{s.mu}")
@kind('se.cost.above_budget.other_unit',costed)
def _(ds,s):
    b=ds[0]['_']['annual']*3; b,u=(q(b*10000,0),'元') if s.mu=='万元' else (q(b/10000),'万元'); a=ds[0]['_']['spent']; a=q(a*10000,0) if s.mu=='万元' else q(a/10000)
    l2=next(x['level2'] for x in ds[0]['indicators'] if x['level2'] in('成本指标','经济成本指标')); setrow(ds[0],l2,'项目总成本',f'≤{b}{u}',f'{a}{u}')
@kind('se.money.unparsable',sep)
def _(ds,s): f=ds[0]['funds'][0]; f['annual_budget']=f['annual_budget']+'O.5'
@kind('se.score.unparsable',se)
def _(ds,s): ds[0]['indicators'][0]['score']='十足'
@kind('se.money.negative',sep)
def _(ds,s):
    ds[0]['funds'][-1]['annual_budget']='-5.00'
@kind('se.rate.from_initial',sep)
def _(ds,s):
    f=ds[0]['funds'][0]; a=dec(f['annual_budget']); b=row_fmt(f['annual_budget'],a*D('1.4'))
    for x in ds[0]['funds']:
        if 'initial_budget' in x: x['initial_budget']=row_fmt(x['initial_budget'],dec(x['annual_budget'])*D('1.4'))
    f['rate']=row_fmt(f['rate'],dec(f['executed'])/(a*D('1.4'))*100)
@kind('se.executed.above_budget',SE(execution='all'),'explain')
def _(ds,s):
    for f in ds[0]['funds']:
        if dec(f['executed']): f['executed']=row_fmt(f['executed'],dec(f['annual_budget'])*D('1.3')); f['rate']=row_fmt(f['rate'],dec(f['executed'])/dec(f['annual_budget'])*100)
@kind('se.terminated',SE(execution='none'),'warning')
def _(ds,s): ds[0]['goals']['actual']='项目终止，未开展。'
@kind('se.level1.weight',se)
def _(ds,s):
    for x in ds[0]['indicators']: x['level1_weight']={'产出指标':'50','效益指标':'30','满意度指标':'10','成本指标':'20'}[x['level1']]
    if any(x['level1']=='成本指标' for x in ds[0]['indicators']):
        for x in ds[0]['indicators']: x['level1_weight']={'产出指标':'40','效益指标':'20','满意度指标':'10','成本指标':'20'}[x['level1']]
    for x in ds[0]['indicators']:
        if x['level1']=='效益指标': x['level1_weight']=str(int(x['level1_weight'])+5)
@kind('se.actual.empty',se,'warning')
def _(ds,s): next(x for x in ds[0]['indicators'] if x['level2']=='数量指标' and x['score']==x['weight'])['actual']=''
# ---- target
TG=lambda s:[s.target()]
def tgmt(s):
    while 1:
        d=s.target()
        if 'medium_term_funds' in d: return [d]
@kind('t.sum',TG)
def _(ds,s): add(ds[0]['funds'][1],'amount',unit_step(s))
@kind('t.sum.total',TG)
def _(ds,s): add(ds[0]['funds'][0],'amount',unit_step(s))
@kind('t.medium.sum',tgmt)
def _(ds,s): add(ds[0]['medium_term_funds'][1],'amount',unit_step(s))
@kind('t.medium.less',tgmt,'explain')
def _(ds,s):
    for x in ds[0]['medium_term_funds']: x['amount']=row_fmt(x['amount'],dec(x['amount'])/6)
@kind('t.date',TG)
def _(ds,s): setrow2(ds[0],'时效指标','完工时间',f'{s.year}年9月31日前')
@kind('t.date.leap',TG)
def _(ds,s): setrow2(ds[0],'时效指标','完工时间','2023年2月29日前')
def setrow2(d,l2,n,t):
    x=([x for x in d['indicators'] if x['level2']==l2] or d['indicators'])[0]; x.update(level3=n,target=t); return x
@kind('t.cost',TG)
def _(ds,s): setrow2(ds[0],'成本指标','项目总成本',f"≤{q(ds[0]['_']['annual']*2,s.places)}{s.mu}").update(level2='成本指标')
@kind('t.cost.own',TG)
def _(ds,s): 
    x=ds[0]['indicators'][0]; x.update(level1='成本指标',level2='经济成本指标',level3='工程造价',target=f"≤{q(ds[0]['_']['annual']*D('1.6'),s.places)}{s.mu}")
@kind('t.cost.sum',TG)
def _(ds,s):
    a=q(ds[0]['_']['annual']*D('0.7'),s.places); x=[x for x in ds[0]['indicators'] if x['level2']=='成本指标' or x['level1']=='成本指标']
    i=len([y for y in ds[0]['indicators'] if y['level1'] in('产出指标',)])
    rows=[dict(ds[0]['indicators'][0],level1='产出指标',level2='成本指标',level3=n,target=f'≤{a}{s.mu}') for n in ('材料费','人工费')]
    ds[0]['indicators']=[y for y in ds[0]['indicators'] if y['level2'] not in('成本指标','经济成本指标')]
    i=max(i for i,y in enumerate(ds[0]['indicators']) if y['level1']=='产出指标')+1
    ds[0]['indicators'][i:i]=rows
    if 'medium_term_indicators' in ds[0]: ds[0]['medium_term_indicators']=[dict(y) for y in ds[0]['indicators']]
@kind('t.filler.star',TG)
def _(ds,s): setrow2(ds[0],'质量指标','验收合格率','***')
@kind('t.filler.line',TG)
def _(ds,s): setrow2(ds[0],'质量指标','验收合格率','____')
@kind('t.value.missing',TG)
def _(ds,s): setrow2(ds[0],'质量指标','验收合格率','')
@kind('t.value.unit_only',TG)
def _(ds,s): setrow2(ds[0],'数量指标','培训人数','≥人')
@kind('t.no_output',TG)
def _(ds,s): 
    ds[0]['indicators']=[x for x in ds[0]['indicators'] if x['level1'] not in('产出指标','成本指标')]
    if 'medium_term_indicators' in ds[0]: ds[0]['medium_term_indicators']=[dict(y) for y in ds[0]['indicators']]
@kind('t.no_benefit',TG,'warning')
def _(ds,s): 
    ds[0]['indicators']=[x for x in ds[0]['indicators'] if x['level1'] not in('效益指标','满意度指标')]
    if 'medium_term_indicators' in ds[0]: ds[0]['medium_term_indicators']=[dict(y) for y in ds[0]['indicators']]
@kind('t.amount.unparsable',TG)
def _(ds,s): ds[0]['funds'][0]['amount']='12..5O'
@kind('t.amount.negative',TG)
def _(ds,s): ds[0]['funds'][-1]['amount']='-3'
# ---- monitoring
MO=lambda s:[s.mon()]
for col in ('initial_budget','executed','forecast'):
    def mk(col):
        def f(ds,s):
            x=ds[0]['funds'][1]; add(x,col,-dec(x[col])/2)
            if dec(x['initial_budget']): x['rate']=row_fmt(x['rate'],dec(x['executed'])/dec(x['initial_budget'])*100)
        return f
    kind('m.sum.'+col,MO)(mk(col))
@kind('m.rate',MO)
def _(ds,s): add(ds[0]['funds'][0],'rate',D('1.3'))
@kind('m.rate.source',MO)
def _(ds,s): add(ds[0]['funds'][1],'rate',D('2.6'))
@kind('m.likelihood',MO)
def _(ds,s): ds[0]['indicators'][1]['likelihood']='大概可以'
@kind('m.likelihood.no_measures',MO)
def _(ds,s): ds[0]['indicators'][1].update(likelihood='有可能',measures='',remark='',deviation_cause='经费保障',explanation='资金未到位')
@kind('m.likelihood.impossible',MO)
def _(ds,s): ds[0]['indicators'][0].update(likelihood='完全不可能',measures='',remark='',deviation_cause='人员保障',explanation='人员不足')
@kind('m.date',MO)
def _(ds,s): ds[0]['indicators'][0].update(level3='完工时间',target='6月31日前',progress='按计划推进',forecast='按期完成')
@kind('m.cost',MO)
def _(ds,s): 
    x=next(x for x in ds[0]['indicators'] if x['level1']=='产出指标'); x.update(level2='成本指标',level3='项目总成本',target=f"≤{q(ds[0]['_']['annual']*2,s.places)}{s.mu}",progress='控制在预算内',forecast='控制在预算内')
@kind('m.cause',MO,'warning')
def _(ds,s): ds[0]['indicators'][0].update(deviation_cause='天气保障',explanation='连续降雨',likelihood='有可能',measures='抢抓工期',remark='年底可完成')
@kind('m.forecast.below',MO,'explain')
def _(ds,s):
    for x in ds[0]['funds']: x['forecast']=row_fmt(x['forecast'],dec(x['executed'])*D('0.5'))
@kind('m.executed.above',MO,'explain')
def _(ds,s):
    for x in ds[0]['funds']: 
        if dec(x['initial_budget']): x['executed']=row_fmt(x['executed'],dec(x['initial_budget'])*D('1.2')); x['rate']=row_fmt(x['rate'],dec(x['executed'])/dec(x['initial_budget'])*100); x['forecast']=x['executed']
@kind('m.unparsable',MO)
def _(ds,s): ds[0]['funds'][0]['executed']='4l.5O'
# ---- list
def listtot(s):
    while 1:
        d=s.plist()
        if 'total' in d: return [d]
@kind('l.total',listtot)
def _(ds,s): add(ds[0]['total'],'amount',unit_step(s))
@kind('l.unparsable',lambda s:[s.plist()])
def _(ds,s): ds[0]['rows'][1]['amount']='2o.5'
@kind('l.negative',lambda s:[s.plist()])
def _(ds,s): ds[0]['rows'][1]['amount']='-20.5'; ds[0].pop('total',0)
def listset(s):
    n=s.r.sample(PROJ,4); a=[s.amount() for _ in n]; return [s.plist(n,a)]+[s.target(x,y) for x,y in zip(n,a)]
@kind('l.amount_of_form',listset)
def _(ds,s): add(ds[0]['rows'][2],'amount',unit_step(s)); ds[0].pop('total',0)
@kind('l.row_without_form',listset)
def _(ds,s): del ds[2]
@kind('l.form_without_row',listset)
def _(ds,s): del ds[0]['rows'][1]; ds[0].pop('total',0)
# ---- evaluation
EV=lambda s:[s.ev()]
@kind('e.level2.weight',EV)
def _(ds,s):
    for x in ds[0]['rows']:
        if x['level2']=='资金管理': x['level2_weight']='11'
@kind('e.level1.weight',EV)
def _(ds,s):
    for x in ds[0]['rows']:
        if x['level1']=='产出': x['level1_weight']='36'
@kind('e.total.score',EV)
def _(ds,s): ds[0]['total']['score']=str(dec(ds[0]['total']['score'])-D('2'))
@kind('e.total.weight',EV)
def _(ds,s): ds[0]['total']['weight']='105'
@kind('e.score.above_weight',EV)
def _(ds,s): x=ds[0]['rows'][0]; o=dec(x['score']); x['score']=str(dec(x['weight'])+1); ds[0]['total']['score']=str(dec(ds[0]['total']['score'])+dec(x['score'])-o); ds[0]['narrative']=[]
@kind('e.narrative.total',EV)
def _(ds,s): ds[0]['narrative'][0]=ds[0]['narrative'][0].replace('得分为'+str(ds[0]['_']['total']),'得分为'+str(ds[0]['_']['total']-3))
@kind('e.narrative.level1',EV)
def _(ds,s): 
    import re; ds[0]['narrative'][1]=re.sub('过程类指标分值20分，得分[0-9.]+分','过程类指标分值20分，得分9.5分',ds[0]['narrative'][1])
@kind('e.narrative.weight',EV)
def _(ds,s): ds[0]['narrative'][1]=ds[0]['narrative'][1].replace('产出类指标分值35分','产出类指标分值30分')
@kind('e.narrative.grade',EV)
def _(ds,s): 
    g=g4(ds[0]['_']['total']); ds[0]['narrative'][0]=ds[0]['narrative'][0].replace(f'“{g}”','“中”')
# ---- summary and relations
def summ(s,ses):
    d={'form':'evaluation_summary','year':s.year,'title':'项目支出绩效自评情况汇总表','department':{'name':s.un},'rows':[{'number':str(i+1),'name':x['project']['name'],'unit':s.un,'score':str(q(x['_']['total'])),'grade':g4(x['_']['total'])} for i,x in enumerate(ses)]}
    return d
def sumset(s):
    ses=[s.se(p) for p in s.r.sample(PROJ,4)]; return [summ(s,ses)]+ses
@kind('s.score',sumset)
def _(ds,s):
    r=ds[0]['rows'][1]; x=dec(r['score']); r['score']=str(x-D('1.2') if g4(x-D('1.2'))==r['grade'] else x+D('1.2'))
@kind('s.grade',sumset)
def _(ds,s): r=ds[0]['rows'][2]; r['grade']={'优':'良','良':'优','中':'良','差':'中'}[r['grade']]
@kind('s.grade.alone',lambda s:[summ(s,[s.se(p) for p in s.r.sample(PROJ,5)])])
def _(ds,s): r=ds[0]['rows'][2]; r['grade']={'优':'中','良':'优','中':'优','差':'优'}[r['grade']]
@kind('s.score.range',lambda s:[summ(s,[s.se(p) for p in s.r.sample(PROJ,5)])])
def _(ds,s): r=ds[0]['rows'][2]; r['score']='108.5'; r['grade']='优'
@kind('s.row_without_form',sumset)
def _(ds,s): del ds[2]
@kind('s.form_without_row',sumset,'warning')
def _(ds,s): del ds[0]['rows'][1]
def chain(s):
    p=s.r.choice(PROJ); a=s.amount(); e=q(a*D('0.93'),s.places); 
    while 1:
        x=s.se(p,fixed=(a,a,e),partial=0)
        if x['_']['has']: break
    ind=[(y['level1'],y['level2'],y['level3'],y['target'],y['actual']) for y in x['indicators']]
    t=s.target(p,a,ind); m=s.mon(p,a,ind,done=q(e*D('0.7'),s.places))
    for d in (t,m): d['department']=dict(x['department']); d['unit']=dict(x['unit'])
    return [t,m,x]
@kind('r.budget_of_target',chain)
def _(ds,s):
    for f in ds[0]['funds'][:2]: add(f,'amount',unit_step(s))
@kind('r.indicator_missing',chain,'warning')
def _(ds,s):
    i=[i for i,x in enumerate(ds[0]['indicators']) if x['level1']=='效益指标'][0]; ds[0]['indicators'][i].update(level3='困难群众就业人数',target='≥37人')
    if 'medium_term_indicators' in ds[0]: ds[0]['medium_term_indicators']=[dict(y) for y in ds[0]['indicators']]
@kind('r.target_value',chain)
def _(ds,s):
    for d,t in ((ds[0],'≥96%'),(ds[1],'≥90%'),(ds[2],'≥90%')):
        x=d['indicators'][-1] if ds[0]['indicators'][-1]['level1']=='满意度指标' else next(x for x in d['indicators'] if x['level1']=='满意度指标')
        x['target']=t
        if 'actual' in x: x['actual']='97%'
        if 'progress' in x: x['progress']=x['forecast']='97%'
@kind('r.monitoring_value',chain)
def _(ds,s):
    for d,t in ((ds[0],'≥90%'),(ds[1],'≥80%'),(ds[2],'≥90%')):
        x=next(x for x in d['indicators'] if x['level1']=='满意度指标'); x['target']=t
        if 'actual' in x: x['actual']='97%'
        if 'progress' in x: x['progress']=x['forecast']='97%'
@kind('r.monitoring_executed',chain,'explain')
def _(ds,s):
    for f in ds[1]['funds']:
        if dec(f['initial_budget']): f['executed']=row_fmt(f['executed'],dec(f['initial_budget'])*D('0.98')); f['rate']=row_fmt(f['rate'],dec(f['executed'])/dec(f['initial_budget'])*100); f['forecast']=f['initial_budget']
@kind('r.monitoring_budget',chain)
def _(ds,s):
    for f in ds[1]['funds']:
        for k in ('initial_budget','executed','forecast'): f[k]=row_fmt(f[k],dec(f[k])*D('1.5'))
# ---- narrative about projects
def narrset(s):
    ses=[s.se(p,execution='part') for p in s.r.sample(PROJ,4)]
    d=fa(s); g=[g4(x['_']['total']) for x in ses]; tot=sum(x['_']['annual'] for x in ses)
    n=[f"{s.un}{s.year}年度县级预算绩效自评的{len(ses)}个项目中，"+'，'.join(f'{g.count(k)}个项目自评等级为{k}' for k in '优良中差' if g.count(k))+'。']
    for i,x in enumerate(ses):
        a,e=x['_']['annual'],x['_']['spent']
        n.append(f"{i+1}、{x['project']['name']}项目绩效自评综述：根据年初设定的绩效目标，项目自评得分为{q(x['_']['total'])}分。全年预算数为{q(a,s.places)}{s.mu}，执行数为{q(e,s.places)}{s.mu}，完成预算的{q(e/a*100)}%。项目绩效目标完成情况：已按计划完成。发现的主要问题及原因：无。下一步改进措施：无。")
    d['narrative']+=n; return [d]+ses
import re
def nsub(pat,fn):
    def f(ds,s):
        for i,p in enumerate(ds[0]['narrative']):
            m=re.search(pat,p)
            if m: ds[0]['narrative'][i]=p[:m.start(1)]+fn(m.group(1))+p[m.end(1):]; return
        raise Exception(pat)
    return f
chg=lambda f:(lambda t:row_fmt(t,f(dec(t))))
kind('n.project.score',narrset)(nsub('项目自评得分为([0-9.]+)分',chg(lambda x:x-D('1.7'))))
kind('n.project.budget',narrset)(nsub('全年预算数为([0-9.]+)',chg(lambda x:x*2)))
kind('n.project.executed',narrset)(nsub('，执行数为([0-9.]+)',chg(lambda x:x/2)))
kind('n.project.rate',narrset)(nsub('完成预算的([0-9.]+)%',chg(lambda x:x-4)))
kind('n.project.count',narrset)(nsub('预算绩效自评的([0-9]+)个项目',lambda t:'6'))
kind('n.project.grades',narrset)(nsub('([0-9])个项目自评等级为',lambda t:str(int(t)+1)))
FA=lambda s:[fa(s)]
kind('n.fa.basic_share',FA)(nsub('其中：基本支出[0-9.,]+..?，占([0-9.]+)%',chg(lambda x:x+3)))
kind('n.fa.basic',FA)(nsub('其中：基本支出([0-9.,]+)',chg(lambda x:x*2)))
kind('n.fa.total',FA)(nsub('收、支总计([0-9.,]+)',chg(lambda x:x*D('1.1'))))
kind('n.fa.growth',FA)(nsub('增长([0-9.]+)%',chg(lambda x:x+5)))
kind('n.fa.completed',FA)(nsub('完成年初预算数的([0-9.]+)%',chg(lambda x:x+5)))
kind('n.fa.spent',FA)(nsub('年初预算数为[0-9.,]+..?，支出决算数为([0-9.,]+)',chg(lambda x:x*D('0.9'))))
kind('n.fa.staff',FA)(nsub('^人员经费([0-9.,]+)',chg(lambda x:x+9)))
kind('n.fa.public',FA)(nsub('^公用经费([0-9.,]+)',chg(lambda x:x+9)))
kind('n.fa.three',FA)(nsub('“三公”经费支出年初预算数为([0-9.,]+)',chg(lambda x:x+D('9.5'))))
kind('n.fa.abroad',FA)(nsub('出国（境）费年初预算数为[0-9.,]+..?，支出决算数为([0-9.,]+)',chg(lambda x:x+D('9.5'))))
kind('n.fa.procurement',FA)(nsub('政府采购支出总额([0-9.,]+)',chg(lambda x:x*D('1.5'))))
kind('n.fa.procurement.share',FA)(nsub('小微企业合同金额[0-9.,]+..?，占政府采购支出总额的([0-9]+)%',lambda t:'47'))
kind('n.fa.share_of_all',FA)(nsub('占本年支出合计的([0-9.]+)%',chg(lambda x:x-6)))
kind('n.fa.fiscal',FA)(nsub('财政拨款收、支总计([0-9.,]+)',chg(lambda x:x*D('1.2'))))
# ---- final accounts
def cell(t,find,c,f):
    def p(ds,s):
        rows=ds[0]['tables'][t]['rows']; r=next(r for r in rows if find(r))
        if r[c]=='': r[c]='0.00'
        r[c]=row_fmt(r[c],f(dec(r[c])))
    return p
ST=lambda x:x+D('37.5')
n1=lambda v,c:(lambda r:r[c]==v)
kind('f.01.income_sum',FA)(cell('01',n1('27','1'.__len__()),2,ST))
kind('f.01.income_total',FA)(cell('01',n1('31',1),2,ST))
kind('f.01.spend_sum',FA)(cell('01',n1('58',4),5,ST))
kind('f.01.spend_total',FA)(cell('01',n1('62',4),5,ST))
kind('f.01.row',FA)(cell('01',n1('39',4),5,ST))
kind('f.01.carry',FA)(cell('01',n1('29',1),2,ST))
big=lambda i:(lambda r:len(r[0])==7 and dec(r[i])>0)
kind('f.02.cross',FA)(cell('02',lambda r:len(r[0])==7,8,ST))
kind('f.02.leaf',FA)(cell('02',lambda r:len(r[0])==7,2,ST))
kind('f.02.mid',FA)(cell('02',lambda r:len(r[0])==5,2,ST))
kind('f.02.class',FA)(cell('02',lambda r:len(r[0])==3,2,ST))
kind('f.02.total',FA)(cell('02',lambda r:r[1]=='合计',3,ST))
kind('f.03.cross',FA)(cell('03',lambda r:len(r[0])==7,2,ST))
kind('f.03.leaf',FA)(cell('03',lambda r:len(r[0])==7,4,ST))
kind('f.03.mid',FA)(cell('03',lambda r:len(r[0])==5,4,ST))
kind('f.03.class',FA)(cell('03',lambda r:len(r[0])==3,3,ST))
kind('f.03.total',FA)(cell('03',lambda r:r[1]=='合计',4,ST))
kind('f.04.income_sum',FA)(cell('04',n1('27',1),2,ST))
kind('f.04.income_total',FA)(cell('04',n1('32',1),2,ST))
kind('f.04.spend_sum',FA)(cell('04',n1('59',4),5,ST))
kind('f.04.spend_col',FA)(cell('04',n1('59',4),6,ST))
kind('f.04.spend_total',FA)(cell('04',n1('64',4),5,ST))
kind('f.04.row_cross',FA)(cell('04',n1('40',4),7,ST))
kind('f.04.carry',FA)(cell('04',n1('28',1),2,ST))
kind('f.04.carry_part',FA)(cell('04',n1('30',1),2,ST))
kind('f.04.vs01',FA)(cell('04',n1('1',1),2,ST))
kind('f.05.cross',FA)(cell('05',lambda r:len(r[0])==7,3,ST))
kind('f.05.mid',FA)(cell('05',lambda r:len(r[0])==5,2,ST))
kind('f.05.total',FA)(cell('05',lambda r:r[1]=='合计',2,ST))
kind('f.05.class',FA)(cell('05',lambda r:len(r[0])==3,4,ST))
kind('f.06.301',FA)(cell('06',n1('301',0),2,ST))
kind('f.06.301leaf',FA)(cell('06',n1('30107',0),2,ST))
kind('f.06.302',FA)(cell('06',n1('302',3),5,ST))
kind('f.06.302leaf',FA)(cell('06',n1('30211',3),5,ST))
kind('f.06.303',FA)(cell('06',n1('303',0),2,ST))
kind('f.06.310',FA)(cell('06',n1('310',6),8,ST))
kind('f.06.staff',FA)(cell('06',n1('人员经费合计',0),2,ST))
kind('f.06.public',FA)(cell('06',n1('人员经费合计',0),8,ST))
def fund(s):
    while 1:
        d=fa(s)
        if 'note' not in d['tables']['07']: return [d]
kind('f.07.balance',fund)(cell('07',lambda r:len(r[0])==7,7,ST))
kind('f.07.cross',fund)(cell('07',lambda r:len(r[0])==7,6,ST))
kind('f.07.total',fund)(cell('07',lambda r:r[1]=='合计',4,ST))
def capt(s):
    while 1:
        d=fa(s)
        if 'note' not in d['tables']['08']: return [d]
kind('f.08.cross',capt)(cell('08',lambda r:len(r[0])==7,3,ST))
kind('f.08.total',capt)(cell('08',lambda r:r[1]=='合计',2,ST))
for i,nm in [(0,'budget_total'),(2,'budget_car'),(5,'budget_reception'),(6,'spent_total'),(8,'spent_car'),(10,'spent_running'),(7,'spent_abroad')]:
    kind('f.09.'+nm,FA)(cell('09',lambda r:True,i,ST))
@kind('f.09.below06',FA,'explain')
def _(ds,s):
    r=ds[0]['tables']['09']['rows'][0]; o=dec(r[11]); r[11]=row_fmt(r[11],o/2); r[6]=row_fmt(r[6],dec(r[6])-o+dec(r[11])); ds[0]['narrative']=[]
@kind('f.code',FA)
def _(ds,s):
    r=next(r for r in ds[0]['tables']['03']['rows'] if len(r[0])==7); r[0]='299'+r[0][3:]
@kind('f.code.length',FA)
def _(ds,s):
    r=next(r for r in ds[0]['tables']['05']['rows'] if len(r[0])==7); r[0]=r[0][:6]
@kind('f.unparsable',FA)
def _(ds,s): ds[0]['tables']['03']['rows'][0][2]='1,2O0.5'
@kind('f.negative',FA)
def _(ds,s): ds[0]['tables']['06']['rows'][1][2]='-'+ds[0]['tables']['06']['rows'][1][2]
def nofund(s):
    while 1:
        d=fa(s)
        if 'note' in d['tables']['07']: return [d]
@kind('f.empty_note',nofund)
def _(ds,s): ds[0]['tables']['07'].pop('note')
